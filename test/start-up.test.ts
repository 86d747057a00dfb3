import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fs from 'fs-extra';
import { describe, expect, inject, test } from 'vitest';
import { FILES_ONLY, runCli } from './bed/cli.ts';
import { temporaryFolder } from './bed/folder.ts';

/** Words that stand in a library's code alone, minified or not. */
const HEAVY = {
  '@inquirer/prompts': '[input is masked]',
  'jsonc-parser': 'allowEmptyContent',
  execa: 'gracefulCancel',
  // For what somebody else has written alone.
  '@babel/parser': 'TSTypeParameterInstantiation',
};

/** The names of the heavy libraries that a run loads. V8 itself notes which scripts it has compiled. */
async function loadedBy(args: readonly string[], cwd = temporaryFolder()): Promise<string[]> {
  const folder = temporaryFolder();
  await runCli(args, { cwd, env: { NODE_V8_COVERAGE: folder } });
  const scripts = readdirSync(folder).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    return (result as { url: string }[]).map(({ url }) => url);
  });
  const ours = scripts.filter((url) => url.startsWith('file:') && url.includes('/dist/'));
  expect(ours.length).toBeGreaterThan(0);
  const code = ours.map((url) => readFileSync(fileURLToPath(url), 'utf8')).join('\n');
  return Object.entries(HEAVY).flatMap(([name, words]) => (code.includes(words) ? [name] : []));
}

describe('nothing heavy is loaded', () => {
  test.each([
    [['--help']],
    [['create', '--help']],
    [['--version']],
    [['my-app', '--nope']],
    [['regenrate']],
    [['rotate-secret', '--rolling', '--finish']],
    [[]],
    [['my-app', '--collection', '$']],
  ])('for %j', async (args) => {
    expect(await loadedBy(args)).toEqual([]);
  });

  test('but what a run needs is, and no more', async () => {
    const cwd = temporaryFolder();
    await fs.outputFile(join(cwd, 'a.json'), '{ "language": "js" }');
    const withAll = await loadedBy(['app', ...FILES_ONLY, '--answers', 'a.json'], cwd);
    expect(withAll).toContain('jsonc-parser');
    expect(withAll).not.toContain('@inquirer/prompts');
    expect(withAll).not.toContain('@babel/parser');
  });

  test('of libraries that are all there', () => {
    for (const words of Object.values(HEAVY)) expect(filesWith(words)).toHaveLength(1);
  });
});

test('no parser of templates is shipped: its work is done when the package is built', () => {
  expect(filesWith('knownHelpersOnly')).toEqual([]);
});

/** The files of the bundle that hold some words. */
function filesWith(words: string): string[] {
  const dist = join(dirname(inject('cli')), '../dist');
  const names = readdirSync(dist).filter((name) => name.endsWith('.cjs'));
  return names.filter((name) => readFileSync(join(dist, name), 'utf8').includes(words));
}

test.each(['--help', '--version'])('%s is the result, on stdout, and exit 0', async (flag) => {
  const { code, stdout, stderr } = await runCli([flag, '--nope'], { cwd: temporaryFolder() });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    flag === '--help' ? /^Usage: create-mongo-session-app / : /^\d+\.\d+\.\d+\n$/,
  );
});

test('--version is that of the package', async () => {
  const { version } = fs.readJsonSync(join(dirname(inject('cli')), '../package.json'));
  const { stdout } = await runCli(['--version'], { cwd: temporaryFolder() });
  expect(stdout.trim()).toBe(version);
});

test('--help and --version stay plain text with --json', async () => {
  const cwd = temporaryFolder();
  expect((await runCli(['--help', '--json'], { cwd })).stdout).toMatch(/^Usage: /);
  expect((await runCli(['--json', '--version'], { cwd })).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe('an old Node', () => {
  const start = async (version: string) => {
    const cwd = temporaryFolder();
    const fake = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
    await fs.outputFile(join(cwd, 'old.cjs'), fake);
    return runCli(['--version'], { cwd, nodeFlags: ['--require', join(cwd, 'old.cjs')] });
  };

  test.each(['8.17.0', '18.20.8', '20.0.0', '20.18.3'])('%s gets a sentence', async (version) => {
    const { code, stdout, stderr } = await start(version);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `create-mongo-session-app needs Node 20.19 or newer; this is ${version}. Get a newer one from https://nodejs.org or your version manager.\n`,
    );
  });

  test.each(['20.19.0', '21.0.0', '22.12.0', '26.0.0'])('%s is not one', async (version) => {
    expect(await start(version)).toMatchObject({ code: 0, stderr: '' });
  });
});
