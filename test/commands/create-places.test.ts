import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { APPLY_DIRECTORY, STATE_DIRECTORY } from '../../src/project/layout.ts';
import { type CliRun, MINIMAL, runCli } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { differences, readTree } from '../bed/tree.ts';

// Where an app can be created, and where not.

describe('an app is created', () => {
  const cases: [what: string, directory: string, path: string, name: string][] = [
    ['in a name with blanks', 'my app', 'my app', 'my-app'],
    ['in a name with Unicode', 'Café 日本', 'Café 日本', 'cafe'],
    ['in a name with quotes', `it's "mine"`, `it's "mine"`, 'it-s-mine'],
    ['in a name with a dollar', '$HOME', '$HOME', 'home'],
    ['in a name with a dash in front', './-app', '-app', 'app'],
    ['in a nested directory', 'a/b/c', 'a/b/c', 'c'],
    ['in a path with a slash at the end', 'app/', 'app', 'app'],
    ['in a path that is not in its shortest form', 'a//./b/../c', 'a/c', 'c'],
  ];

  test.each(cases)('%s: %j', async (_what, directory, path, name) => {
    const folder = temporaryFolder();
    expect(await create(folder, directory)).toMatchObject({ code: 0 });
    expectApp(join(folder, path));
    expect(readdirSync(folder)).toEqual([path.split('/')[0]]);
    expect(fs.readJsonSync(join(folder, path, 'package.json'))).toMatchObject({ name });
  });

  test('in a name with a dash in front, after --', async () => {
    const folder = temporaryFolder();
    expect(await runCli([...MINIMAL, '--', '-app'], { cwd: folder })).toMatchObject({ code: 0 });
    expectApp(join(folder, '-app'));
  });

  test('in the working directory, named after it', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'my-shop'));
    expect(await create(join(folder, 'my-shop'), '.')).toMatchObject({ code: 0 });
    expectApp(join(folder, 'my-shop'));
    expect(fs.readJsonSync(join(folder, 'my-shop/package.json'))).toMatchObject({
      name: 'my-shop',
    });
  });

  test('in the parent directory, named after it', async () => {
    const folder = temporaryFolder();
    fs.mkdirpSync(join(folder, 'my-shop/inner'));
    expect(await create(join(folder, 'my-shop/inner'), '..')).toMatchObject({ code: 0 });
    expectApp(join(folder, 'my-shop'));
    expect(readdirSync(join(folder, 'my-shop/inner'))).toEqual([]);
    expect(fs.readJsonSync(join(folder, 'my-shop/package.json'))).toMatchObject({
      name: 'my-shop',
    });
  });

  test('in an absolute path', async () => {
    const folder = temporaryFolder();
    expect(await create('/', join(folder, 'app'))).toMatchObject({ code: 0 });
    expectApp(join(folder, 'app'));
  });

  test.each(['link', 'link/inner'])('through a link to a directory: %s', async (directory) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'real'));
    symlinkSync('real', join(folder, 'link'));
    expect(await create(folder, directory)).toMatchObject({ code: 0 });
    expectApp(join(folder, directory.replace('link', 'real')));
    expect(readTree(folder).link).toMatch(/^link .* real$/);
  });
});

describe('no app is created', () => {
  const cases: [what: string, directory: string, prepare: (folder: string) => void][] = [
    ['where a file stands', 'app', (folder) => fs.writeFileSync(join(folder, 'app'), 'mine')],
    ['below a file', 'file/app', (folder) => fs.writeFileSync(join(folder, 'file'), 'mine')],
    ['where a link leads nowhere', 'app', (folder) => symlinkSync('no', join(folder, 'app'))],
    ['below a link that leads nowhere', 'no/app', (folder) => symlinkSync('x', join(folder, 'no'))],
    ['where a link leads to itself', 'app', (folder) => symlinkSync('app', join(folder, 'app'))],
    ['below a link that leads to itself', 'x/app', (folder) => symlinkSync('x', join(folder, 'x'))],
    [
      'where a link leads to a file',
      'app',
      (folder) => {
        fs.writeFileSync(join(folder, 'file'), 'mine');
        symlinkSync('file', join(folder, 'app'));
      },
    ],
    ['in a name that is too long', 'x'.repeat(300), () => {}],
  ];

  test.each(cases)('%s', async (_what, directory, prepare) => {
    const folder = temporaryFolder();
    prepare(folder);
    await expectRefused(folder, directory);
  });

  test.each([
    ['file/app', /\(ENOTDIR\)\. A file stands where/],
    ['x'.repeat(300), /\(ENAMETOOLONG\)\. The name is too long/],
  ])('and the advice is of use: %s', async (directory, words) => {
    const cwd = temporaryFolder();
    fs.writeFileSync(join(cwd, 'file'), 'mine');
    const { code, stderr } = await runCli([directory, '--yes', ...MINIMAL], { cwd });
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringMatching(words) });
  });

  test.each(['-app', 'a\nb', ''])('in the name %j, which is wrong usage', async (directory) => {
    const folder = temporaryFolder();
    expect(await create(folder, directory)).toMatchObject({ code: 2 });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('nothing is written through a link', () => {
  const LINKS = ['src', 'src/session', 'package.json', '.env', '.gitignore'];

  test.each([...LINKS, STATE_DIRECTORY, APPLY_DIRECTORY])('at %s', async (path) => {
    const folder = temporaryFolder();
    const elsewhere = join(folder, 'elsewhere');
    fs.outputFileSync(join(elsewhere, 'file'), 'not of the app\n');
    const isFile = /\.json$|\.env$|\.gitignore$/.test(path);
    fs.ensureSymlinkSync(isFile ? join(elsewhere, 'file') : elsewhere, join(folder, 'app', path));
    await expectRefused(folder, 'app');
    await expectRefused(folder, 'app', '--overwrite');
    await expectRefused(folder, 'app', '--dry-run');
  });

  test('and nothing is cleared up through one', async () => {
    const folder = temporaryFolder();
    fs.outputFileSync(join(folder, 'elsewhere/new/file'), 'not of the app\n');
    fs.outputFileSync(join(folder, 'elsewhere/.gitignore'), '*.bak\n');
    fs.ensureSymlinkSync(join(folder, 'elsewhere'), join(folder, 'app', APPLY_DIRECTORY));
    await expectRefused(folder, 'app');
  });
});

function create(folder: string, directory: string, ...flags: string[]): Promise<CliRun> {
  return runCli(['create', directory, ...MINIMAL, ...flags], { cwd: folder });
}

function expectApp(directory: string) {
  expect(readFileSync(join(directory, '.env'), 'utf8')).toContain('MONGODB_URI=');
  expect(fs.existsSync(join(directory, 'src/server.ts'))).toBe(true);
  expect(fs.existsSync(join(directory, STATE_DIRECTORY, 'state.json'))).toBe(true);
}

/** Expects exit 3 with one document that says why in a sentence, and that nothing is written. */
async function expectRefused(folder: string, directory: string, ...flags: string[]) {
  const before = readTree(folder, { times: true });
  const { code, stdout } = await create(folder, directory, '--json', ...flags);
  expect(code, stdout).toBe(3);
  const { exitCode, problems } = JSON.parse(stdout);
  expect(exitCode).toBe(3);
  expect(problems[0].message).toMatch(/^Nothing was written: .+\.$/);
  expect(differences(readTree(folder, { times: true }), before)).toEqual([]);
}
