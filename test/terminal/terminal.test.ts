import { join } from 'node:path';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { FILES_ONLY, runCli } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';

const COLOUR = '\u001b[';
const CONTROLS = new Set(['\u001b', '\r', '\b']);

describe('without a terminal', () => {
  test('the result is on stdout and the talk on stderr', async () => {
    const { code, stdout, stderr } = await runCli(['app', ...FILES_ONLY], {
      cwd: temporaryFolder(),
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\nCreated .*\/app: \d+ files\.\n\nNext:\n {2}cd app\n/);
    expect(stdout).toMatch(/\nThe same again without questions:\n {2}npx .* --yes\n$/);
    expect(stderr.split('\n')).toEqual([
      'install  skipped: as asked',
      'git      skipped: as asked',
      'database skipped: as asked',
      '',
    ]);
  });

  test('there are no colours, no cursor movements and no carriage returns', async () => {
    const cwd = temporaryFolder();
    const flags = ['--no-install', '--no-check-database'];
    const runs = [
      await runCli(['app', ...flags], { cwd }),
      await runCli(['app', ...flags], { cwd }),
      await runCli(['other', '--diff'], { cwd }),
      await runCli(['--help'], { cwd }),
      await runCli(['--nope'], { cwd }),
    ];
    expect(runs.map(({ code }) => code)).toEqual([0, 3, 0, 0, 2]);
    for (const { stdout, stderr } of runs) {
      expect(Array.from(stdout + stderr).filter((character) => CONTROLS.has(character))).toEqual(
        [],
      );
    }
  });

  test('a value from the environment is named', async () => {
    const env = { MONGODB_URI: 'mongodb://h/d' };
    const { stderr } = await runCli(['app', ...FILES_ONLY], { cwd: temporaryFolder(), env });
    expect(stderr).toContain('Taken from the environment: MONGODB_URI\n');
    const given = await runCli(['app', '--mongo-uri', 'mongodb://h/d', ...FILES_ONLY], {
      cwd: temporaryFolder(),
      env,
    });
    expect(given.stderr).not.toContain('Taken from the environment');
  });

  test('a password in a flag gets a warning, and one in the environment none', async () => {
    const uri = 'mongodb://user:pass@h/d';
    const cwd = temporaryFolder();
    const flag = await runCli(['a', '--mongo-uri', uri, ...FILES_ONLY], { cwd });
    expect(flag).toMatchObject({ code: 0 });
    expect(flag.stderr).toMatch(/^Warning: .*--mongo-uri.*Safer: MONGODB_URI/m);
    const variable = await runCli(['b', ...FILES_ONLY], { cwd, env: { MONGODB_URI: uri } });
    expect(variable).toMatchObject({ code: 0 });
    expect(variable.stderr).not.toContain('Warning');
  });
});

describe('--quiet', () => {
  test('prints nothing when all is well', async () => {
    const { code, stdout, stderr } = await runCli(['app', '--quiet', ...FILES_ONLY], {
      cwd: temporaryFolder(),
      env: { MONGODB_URI: 'mongodb://h/d' },
    });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('leaves warnings and errors', async () => {
    const uri = 'mongodb://user:pass@h/d';
    const warned = await runCli(['app', '--quiet', '--mongo-uri', uri, ...FILES_ONLY], {
      cwd: temporaryFolder(),
    });
    expect(warned).toMatchObject({ code: 0, stdout: '' });
    expect(warned.stderr).toMatch(/^Warning: [^\n]*\n$/);
    const refused = await runCli(['--quiet', ...FILES_ONLY], { cwd: temporaryFolder() });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^Error: Missing/);
  });

  test('leaves what a failed install has printed', async () => {
    const cwd = temporaryFolder();
    const npm = '#!/bin/sh\necho the registry is on fire >&2\nexit 7\n';
    await fs.outputFile(join(cwd, 'bin/npm'), npm, { mode: 0o755 });
    const env = { PATH: `${join(cwd, 'bin')}:${process.env.PATH}` };
    const flags = ['--no-git', '--no-check-database', '--quiet'];
    const { code, stderr } = await runCli(['app', ...flags], { cwd, env });
    expect(code).toBe(5);
    expect(stderr).toMatch(/^the registry is on fire\nError: The files are written, but /);
  });

  test.each(['--dry-run', '--diff', '--json'])('leaves what %s asks for', async (flag) => {
    const cwd = temporaryFolder();
    const run = await runCli(['app', '--quiet', flag, ...FILES_ONLY], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout.includes('src/server.ts')).toBe(true);
  });
});

describe('a preview', () => {
  test('lists each file with its size, and writes nothing', async () => {
    const cwd = temporaryFolder();
    await fs.outputFile(join(cwd, '.gitignore'), 'mine\n');
    const { code, stdout } = await runCli(['.', '--dry-run'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^create {3}src\/server\.ts {2}\d+ bytes$/m);
    expect(stdout).toMatch(/^merge {4}\.gitignore {2}the lines it lacks are added$/m);
    expect(await fs.readdir(cwd)).toEqual(['.gitignore']);
  });

  test('shows the contents as a diff that git could apply', async () => {
    const cwd = temporaryFolder();
    const { stdout } = await runCli(['app', '--diff'], { cwd });
    expect(stdout).toContain('--- /dev/null\n+++ b/src/server.ts\n@@ -0,0 +1,');
    expect(stdout).toContain('+MONGODB_URI=[secret]\n');
    expect(await fs.readdir(cwd)).toEqual([]);
  });
});

describe('colours', () => {
  const stdoutWith = async (env: Record<string, string>, ...flags: string[]) => {
    const cwd = temporaryFolder();
    return (await runCli(['app', ...flags, ...FILES_ONLY], { cwd, env })).stdout;
  };

  test.each<[string, Record<string, string>, string[], boolean]>([
    ['are off where there is no terminal', {}, [], false],
    ['come with FORCE_COLOR', { FORCE_COLOR: '1' }, [], true],
    ['do not come with FORCE_COLOR=0', { FORCE_COLOR: '0' }, [], false],
    ['are off with NO_COLOR, whatever it is', { FORCE_COLOR: '1', NO_COLOR: '0' }, [], false],
    ['stay with an empty NO_COLOR', { FORCE_COLOR: '1', NO_COLOR: '' }, [], true],
    ['are off with --no-color', { FORCE_COLOR: '1' }, ['--no-color'], false],
    ['of a diff come with FORCE_COLOR', { FORCE_COLOR: '1' }, ['--diff'], true],
  ])('%s', async (_when, env, flags, coloured) => {
    expect((await stdoutWith(env, ...flags)).includes(COLOUR)).toBe(coloured);
  });

  test('are no part of a JSON document', async () => {
    const stdout = await stdoutWith({ FORCE_COLOR: '1' }, '--json', '--diff');
    expect(stdout.includes(COLOUR)).toBe(false);
  });
});
