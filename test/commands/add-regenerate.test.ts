import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STATE_FILE } from '../../src/project/layout.ts';
import { cliEnvironment, runCli } from '../bed/cli.ts';
import { newFolder, temporaryFolder } from '../bed/folder.ts';
import { TEMPLATES } from '../bed/render.ts';
import { DOWN, ENTER, runAtTerminal } from '../bed/terminal.ts';
import { templatesBut, toolWith } from '../bed/tool.ts';
import { differences, readTree } from '../bed/tree.ts';

// An app that sessions were added to, by a tool whose templates were other ones: of what follows, only the new files are
// ours.

const LIMIT = 'src/session/database.mjs';
const OLDER = '// As it was before.\nexport const OPERATION_LIMIT = 4_000;';
const APP = `const express = require('express');
const app = express();
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
`;

let folder: string;
beforeAll(async () => {
  folder = newFolder();
  const path = 'common/src/database.ts';
  const text = readFileSync(join(TEMPLATES, path), 'utf8');
  const older = text.replace(/.*export const OPERATION_LIMIT.*/, OLDER);
  const tool = await toolWith(templatesBut({ [path]: older }), join(folder, 'tool'));
  const app = join(folder, 'app');
  await fs.outputFile(join(app, 'package.json'), '{ "scripts": { "start": "node app.js" } }\n');
  await fs.outputFile(join(app, 'app.js'), APP);
  const added = await runCli(['add', '--yes', '--no-install', '--no-check-database'], {
    cwd: app,
    cli: tool,
  });
  if (added.code !== 0) throw new Error(added.stderr);
});
afterAll(() => fs.remove(folder));

/** The app, for a test of its own. */
function newApp() {
  const directory = join(temporaryFolder(), 'app');
  fs.copySync(join(folder, 'app'), directory, { preserveTimestamps: true });
  const read = (path: string) => readFileSync(join(directory, path), 'utf8');
  return {
    directory,
    read,
    edit: (path: string, from: string, to: string) => {
      expect(read(path)).toContain(from);
      fs.writeFileSync(
        join(directory, path),
        read(path).replace(from, () => to),
      );
    },
    regenerate: (...flags: string[]) =>
      runCli(['regenerate', '--no-install', ...flags], { cwd: directory }),
    tree: () => readTree(directory, { times: true }),
  };
}

test('what was not touched follows the templates; the owner, and their edits, stay', async () => {
  const app = newApp();
  app.edit('src/session/log.mjs', 'export', '// mine\nexport');
  app.edit('app.js', "'hello'", "'hello again'");
  expect((await app.regenerate('--check')).code).toBe(1);
  const owners = ['app.js', 'package.json', '.env', '.gitignore'].map(app.read);
  const run = await app.regenerate();
  expect(run.code, run.stderr).toBe(0);
  expect(app.read(LIMIT)).not.toContain('As it was before');
  expect(app.read('src/session/log.mjs')).toContain('// mine');
  expect(['app.js', 'package.json', '.env', '.gitignore'].map(app.read)).toEqual(owners);

  const before = app.tree();
  expect((await app.regenerate('--check')).code).toBe(0);
  expect((await app.regenerate()).code).toBe(0);
  expect(differences(app.tree(), before)).toEqual([]);
});

test('the owner sees what would change, and nothing does, with --dry-run and --diff', async () => {
  const app = newApp();
  const before = app.tree();
  expect((await app.regenerate('--dry-run')).stdout).toMatch(
    /replace +src\/session\/database\.mjs/,
  );
  expect((await app.regenerate('--diff')).stdout).toContain('-// As it was before.');
  expect(differences(app.tree(), before)).toEqual([]);
});

describe('where both sides have changed one line', () => {
  function conflicting() {
    const app = newApp();
    app.edit(LIMIT, '4_000', '9_000');
    return app;
  }

  test('nothing is written, and both are named', async () => {
    const app = conflicting();
    const before = app.tree();
    const run = await app.regenerate('--collection', 'logins');
    expect(run.code).toBe(4);
    expect(run.stderr).toContain(LIMIT);
    expect(differences(app.tree(), before)).toEqual([]);
  });

  test.each([
    ['ours', /9_000/],
    ['theirs', /OPERATION_LIMIT = [\d_]+/],
    ['inline', /^<{7} /m],
  ])('--conflict %s decides', async (how, found) => {
    const app = conflicting();
    const run = await app.regenerate('--conflict', how);
    expect(run.code, run.stderr).toBe(how === 'inline' ? 4 : 0);
    expect(app.read(LIMIT)).toMatch(found);
    expect(app.read(LIMIT).includes('9_000')).toBe(how !== 'theirs');
  });

  test('it is asked about at a terminal', async () => {
    const app = conflicting();
    const args = ['regenerate', '--no-install'];
    const terminal = runAtTerminal(args, { cwd: app.directory, columns: 120 });
    await terminal.answer(`${LIMIT}: both sides changed`, DOWN + ENTER);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(app.read(LIMIT)).toContain('9_000');
    expect(terminal.screen()).not.toContain('Where is MongoDB?');
  });
});

test('a file that was deleted stays deleted, until it is asked for', async () => {
  const app = newApp();
  fs.removeSync(join(app.directory, LIMIT));
  expect((await app.regenerate()).code).toBe(0);
  expect(fs.existsSync(join(app.directory, LIMIT))).toBe(false);
  const run = await app.regenerate('--restore', LIMIT);
  expect(run.code, run.stderr).toBe(0);
  expect(app.read(LIMIT)).toContain('OPERATION_LIMIT');
});

test('a file that was moved is followed to where it went', async () => {
  const app = newApp();
  fs.moveSync(join(app.directory, LIMIT), join(app.directory, 'src/limits/time.mjs'));
  const run = await app.regenerate('--moved', `${LIMIT}=src/limits/time.mjs`);
  expect(run.code, run.stderr).toBe(0);
  expect(app.read('src/limits/time.mjs')).not.toContain('As it was before');
  expect(fs.existsSync(join(app.directory, LIMIT))).toBe(false);
});

test('an edit that is in no commit is not merged into, unless --force is given', async () => {
  const app = newApp();
  const git = { cwd: app.directory, env: cliEnvironment(), extendEnv: false };
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
  await execa('git', ['init', '--quiet'], git);
  await execa('git', ['add', '.'], git);
  await execa('git', [...identity, 'commit', '--quiet', '-m', 'theirs'], git);
  fs.appendFileSync(join(app.directory, LIMIT), '// mine\n');
  const before = app.tree();
  const refused = await app.regenerate('--json');
  expect(JSON.parse(refused.stdout).problems).toMatchObject([{ code: 'uncommitted' }]);
  expect(differences(app.tree(), before)).toEqual([]);
  expect((await app.regenerate('--force')).code).toBe(0);
  expect(app.read(LIMIT)).toMatch(/\/\/ mine\n$/);
});

describe('an answer that belongs to the owner is exit 2, and changes nothing', () => {
  test.each([
    [['--mongo-uri', 'mongodb://h/d'], '--mongo-uri'],
    [['--secret-source', 'env'], '--secret-source'],
    [['--secret-file', '/run/s'], '--secret-file'],
    [['--package-manager', 'pnpm'], '--package-manager'],
    [['--docker'], '--docker'],
    [['--collection', '$'], '--collection'],
  ])('%j', async (flags, named) => {
    const app = newApp();
    const before = app.tree();
    const run = await app.regenerate(...flags);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(named);
    expect(differences(app.tree(), before)).toEqual([]);
  });
});

test.each([
  ['folder', '../elsewhere'],
  ['folder', '/elsewhere'],
  ['language', 'cobol'],
  ['driver', "x'; process.exit(); '"],
  ['ending', '/../../x'],
  ['how', 'otherwise'],
  ['uriKey', 7],
])('a state whose %s is %j is refused, and writes nothing', async (name, value) => {
  const app = newApp();
  const state = JSON.parse(app.read(STATE_FILE));
  state.choices[name] = value;
  fs.writeFileSync(join(app.directory, STATE_FILE), JSON.stringify(state));
  const before = app.tree();
  const run = await app.regenerate('--json');
  expect(run.code).toBe(3);
  expect(JSON.parse(run.stdout).problems).toMatchObject([{ code: 'unsafe-path' }]);
  expect(differences(app.tree(), before)).toEqual([]);
});
