import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, inject, test } from 'vitest';
import { type CliRun, cliEnvironment, FILES_ONLY, runCli } from './bed/cli.ts';
import { temporaryFolder } from './bed/folder.ts';
import { templatesBut, toolWith } from './bed/tool.ts';

const HINT = 'See: create-mongo-session-app --help';

/** Runs what must be refused as wrong usage: it says so on stderr alone, and writes nothing. */
async function refusal(args: readonly string[], cwd = temporaryFolder()): Promise<string> {
  const before = readdirSync(cwd);
  const { code, stdout, stderr } = await runCli([...FILES_ONLY, ...args], { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(readdirSync(cwd)).toEqual(before);
  return stderr;
}

describe('wrong usage is exit 2', () => {
  test.each([
    ['an unknown flag', ['my-app', '--nope'], "Unknown option '--nope'"],
    ['an unknown short flag', ['my-app', '-x'], "Unknown option '-x'"],
    ['an unknown flag of create', ['create', 'my-app', '--nope'], "Unknown option '--nope'"],
    ['a mistyped flag', ['my-app', '--colection', 'x'], 'Did you mean --collection?'],
    ['a flag without its value', ['my-app', '--name'], "'--name <name>' argument missing"],
    ['a directory too many', ['my-app', 'other'], 'Too many arguments'],
    ['a directory too many for create', ['create', 'my-app', 'other'], 'too many arguments'],
  ])('%s', async (_what, args, message) => {
    const stderr = await refusal(['--yes', ...args]);
    expect(stderr.toLowerCase()).toContain(message.toLowerCase());
    expect(stderr).toContain(HINT);
  });

  test('a flag that is the value of another is none', async () => {
    const stderr = await refusal(['x', '--name', '--json']);
    expect(stderr).toContain('--name: npm does not take "--json" as a name');
  });

  test('a flag that stands behind what is wrong is one', async () => {
    const cwd = temporaryFolder();
    for (const wrong of [['--nope'], ['--conflict', 'maybe']]) {
      const run = await runCli(['regenerate', '--json', ...wrong, '--json'], { cwd });
      expect(JSON.parse(run.stdout)).toMatchObject({ command: 'regenerate', exitCode: 2 });
    }
  });

  test('a switch that is given a value', async () => {
    expect(await refusal(['my-app', '--docker=yes'])).toContain('--docker');
  });

  test.each([
    ['regenrate', 'regenerate'],
    ['creat', 'create'],
    ['doctr', 'doctor'],
    ['rotate-secrte', 'rotate-secret'],
    ['init', 'create'],
    ['update', 'regenerate'],
    ['upgrade', 'regenerate'],
    ['help', '--help'],
  ])('%s, which is no command but nearly one', async (typed, meant) => {
    const message = `There is no command "${typed}". Did you mean ${meant}?`;
    expect(await refusal([typed, '--yes'])).toContain(message);
    expect(await refusal(['--yes', typed])).toContain(message);
  });

  test('no directory, where nobody can be asked', async () => {
    const stderr = await refusal([]);
    expect(stderr).toMatch(/^Error: Missing: where the app goes.*\[directory\]/);
    expect(await refusal(['--yes'])).toBe(stderr);
    expect(await refusal(['create'])).toBe(stderr);
  });

  test('an answers file that is not there, or none', async () => {
    const cwd = temporaryFolder();
    expect(await refusal(['my-app', '--answers', 'none.json'], cwd)).toContain(
      'none.json cannot be read (ENOENT)',
    );
    expect(await refusal(['my-app', '--answers', '.'], cwd)).toContain('cannot be read (EISDIR)');
    await fs.outputFile(join(cwd, 'a.json'), '{\n  "colour": "red"\n}');
    expect(await refusal(['my-app', '--answers', 'a.json'], cwd)).toContain('a.json:2: "colour"');
  });

  test('everything missing or wrong, at once', async () => {
    const stderr = await refusal(['--language', 'perl', '--collection', '$', '--name', 'A']);
    const flags = [...stderr.matchAll(/^Error: (?:Missing: .* Give )?(\S+?)[:.] ?/gm)];
    expect(flags.map(([, flag]) => flag)).toEqual([
      '[directory]',
      '--language',
      '--name',
      '--collection',
    ]);
  });
});

describe('a directory that is called like a command', () => {
  test.each([
    [['create', 'regenrate'], 'regenrate'],
    [['create', 'regenerate'], 'regenerate'],
    [['create', 'init'], 'init'],
    [['./init'], 'init'],
    [['./update/'], 'update'],
    [['--yes', 'create', 'create'], 'create'],
  ])('is taken literally after create, or as a path: %j', async (args, directory) => {
    const cwd = temporaryFolder();
    const { code, stderr } = await runCli([...args, ...FILES_ONLY], { cwd });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(readdirSync(cwd)).toEqual([directory]);
  });

  test('is no typo when it is there', async () => {
    const cwd = temporaryFolder();
    await fs.ensureDir(join(cwd, 'update'));
    const { code } = await runCli(['update', ...FILES_ONLY], { cwd });
    expect(code).toBe(0);
    expect(readdirSync(join(cwd, 'update'))).toContain('package.json');
  });

  test.each(['ad', 'app', 'bad', 'docs'])('is no typo when it is as short as %s', async (name) => {
    const cwd = temporaryFolder();
    const { code } = await runCli([name, '--dry-run'], { cwd });
    expect(code).toBe(0);
  });
});

describe('a secret on standard input', () => {
  const secret = 'q'.repeat(40);
  const run = (input: string | undefined, ...args: string[]): Promise<CliRun> => {
    const cwd = temporaryFolder();
    const flags = ['app', '--secret-stdin', '--diff', ...args];
    return runCli(flags, { cwd, ...(input !== undefined && { input }) });
  };

  test.each([
    ['no line end', ''],
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])('loses the line end that echo writes: %s', async (_name, end) => {
    const cwd = temporaryFolder();
    const flags = ['app', '--secret-stdin', ...FILES_ONLY];
    const { code, stderr } = await runCli(flags, { cwd, input: secret + end });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const env = await fs.readFile(join(cwd, 'app/.env'), 'utf8');
    expect(env).toContain(`\nSESSION_SECRET=${secret}\n`);
  });

  test.each([
    ['nothing at all', undefined, /32 bytes/],
    ['nothing', '', /32 bytes/],
    ['an empty line', '\n', /32 bytes/],
    ['too little', 'canary', /32 bytes/],
    ['two lines', `${secret}\n${secret}\n`, /line end/],
    ['two line ends', `${secret}\n\n`, /line end/],
    ['a list', `${secret},${secret}`, /comma/],
  ])('is refused when it is %s', async (_what, input, reason) => {
    const { code, stdout, stderr } = await run(input);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Error: --secret-stdin: /);
    expect(stderr).toMatch(reason);
    expect(stderr).not.toMatch(/canary|qqq/);
  });

  test('is no answer to a prompt: nothing else is read from there', async () => {
    const { code, stderr } = await runCli(['--secret-stdin'], {
      cwd: temporaryFolder(),
      input: secret,
    });
    expect(code).toBe(2);
    expect(stderr).toContain('[directory]');
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('does not come, and %s ends the wait', async (signal, exitCode) => {
    const cwd = temporaryFolder();
    const child = execa(process.execPath, [inject('cli'), 'app', '--secret-stdin'], {
      cwd,
      env: cliEnvironment(),
      extendEnv: false,
      stdin: 'pipe',
      reject: false,
      // Ends the test, when the signal does nothing.
      timeout: 40_000,
      killSignal: 'SIGKILL',
    });
    // More than a pipe holds: once it is written, the command is reading.
    await new Promise((resolve) => child.stdin.write('x'.repeat(1_000_000), resolve));
    child.kill(signal);
    const { exitCode: code } = await child;
    expect(code).toBe(exitCode);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('a fault of ours is exit 70', () => {
  /** The installed command with a template, of every app's, that uses a value which is not there. */
  async function broken() {
    const folder = temporaryFolder();
    const templates = templatesBut({ 'common/x.hbs': '\n{{js nothing}}' });
    const cli = await toolWith(templates, join(folder, 'tool'));
    return runOf(cli, folder);
  }

  function runOf(cli: string, folder: string) {
    return (...args: string[]) =>
      execa(process.execPath, [cli, 'app', ...FILES_ONLY, ...args], {
        cwd: folder,
        env: cliEnvironment({ MONGODB_URI: 'mongodb://u:canary@h/' }),
        extendEnv: false,
        reject: false,
      });
  }

  test('asks for a report, and shows its stack only with --verbose', async () => {
    const run = await broken();
    const short = await run();
    expect(short.exitCode).toBe(70);
    expect(short.stderr).toContain('common/x.hbs:2');
    expect(short.stderr).toMatch(/This is a fault in create-mongo-session-app \d.*report it/);
    expect(short.stderr).not.toMatch(/^\s+at /m);
    const long = await run('--verbose');
    expect(long.exitCode).toBe(70);
    expect(long.stderr).toMatch(/^\s+at .*dist/m);
    expect(short.stderr + long.stderr).not.toContain('canary');
  });

  test('says so when the package lacks its templates', async () => {
    const folder = temporaryFolder();
    const cli = await toolWith(templatesBut({}), join(folder, 'tool'));
    await fs.remove(join(folder, 'tool/dist/templates.br'));
    const { exitCode, stderr } = await runOf(cli, folder)();
    expect(exitCode).toBe(70);
    expect(stderr).toMatch(
      /^Error: The templates are missing from this package: .+ is not there\.$/m,
    );
    expect(readdirSync(folder)).toEqual(['tool']);
  });
});
