import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { STATE_FILE } from '../../src/project/layout.ts';
import { differences, readTree } from '../bed/tree.ts';
import { actionsOf, documentOf, type KeptApp, keepApps, type Outcome } from './kept-app.ts';

// Files that their owner has moved, deleted, or perhaps moved. Another collection changes a line of `src/config.js`.

const { newApp } = keepApps();

const treeOf = ({ directory }: KeptApp) => readTree(directory, { times: true });
const has = (app: KeptApp, path: string) => fs.existsSync(app.path(path));
const move = (app: KeptApp, from: string, to: string) => fs.moveSync(app.path(from), app.path(to));
const copy = (app: KeptApp, from: string, to: string) => fs.copySync(app.path(from), app.path(to));
const recordOf = (app: KeptApp, path: string) => fs.readJsonSync(app.path(STATE_FILE)).files[path];

/** What a run does to a path, and why. */
function changeOf(run: Outcome, path: string) {
  const { action, reason } = documentOf(run).changes.find((change) => change.path === path) ?? {};
  return { action, reason };
}

const OLD = 'src/config.js';
const NEW = 'src/server/settings.js';
const OWN = '// Mine.\n';
const LOGINS = ['--collection', 'logins'];

/** Another answer, for which we change the file. */
const change = (app: KeptApp, ...flags: string[]) => app.regenerate([...LOGINS, ...flags]);

/** An app whose file was moved, with an edit in it. */
function movedApp(to = NEW): KeptApp {
  const app = newApp();
  move(app, OLD, to);
  app.write(to, app.read(to) + OWN);
  return app;
}

/** That our changes and the owner's are both in it. */
function expectMerged(app: KeptApp, path = NEW) {
  expect(app.read(path).endsWith(OWN)).toBe(true);
  expect(app.read(path)).toContain("'logins'");
}

async function inGit(app: KeptApp) {
  const git = (...args: string[]) =>
    execa('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], {
      cwd: app.directory,
    });
  const commit = async () => {
    await git('add', '.');
    await git('commit', '--quiet', '-m', 'Next');
  };
  await git('init', '--quiet');
  await commit();
  return { git, commit };
}

describe('a file that was moved', () => {
  test('is merged where it is, is recorded there, and is followed from then on', async () => {
    const app = movedApp();
    const run = await change(app, '--json');
    expect(run.code).toBe(0);
    expect(changeOf(run, NEW)).toEqual({
      action: 'merge',
      reason: `you moved it from ${OLD}: your changes and ours`,
    });
    expect(changeOf(run, OLD)).toEqual({});
    expectMerged(app);
    expect(has(app, OLD)).toBe(false);
    expect(recordOf(app, OLD)).toMatchObject({ at: NEW, status: 'rendered' });

    // Nothing of the text that we knew is left: the record is all there is.
    app.write(NEW, '// mine\n');
    const before = treeOf(app);
    expect(await app.regenerate()).toMatchObject({ code: 0 });
    expect(differences(treeOf(app), before)).toEqual([]);
    expect(recordOf(app, OLD)).toMatchObject({ at: NEW });
  });

  test('with git mv is found among what git knows, when it was committed or only staged', async () => {
    const app = newApp();
    const { git, commit } = await inGit(app);
    fs.mkdirSync(app.path('src/server'));
    await git('mv', OLD, NEW);
    expect(changeOf(await change(app, '--dry-run', '--json'), NEW).action).toBe('replace');
    app.write(NEW, app.read(NEW) + OWN);
    const refused = await change(app);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain(`your changes to ${NEW} are in no commit`);
    await commit();
    expect(await change(app)).toMatchObject({ code: 0 });
    expectMerged(app);
  });

  test('is drift for --check, and seen by --dry-run and --diff, when we changed it', async () => {
    const app = movedApp();
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
    const before = treeOf(app);
    for (const [flag, code] of [
      ['--check', 1],
      ['--dry-run', 0],
      ['--diff', 0],
    ] as const) {
      const run = await change(app, flag);
      expect([flag, run.code]).toEqual([flag, code]);
      expect(run.stdout).toContain(`merge    ${NEW}  you moved it from ${OLD}: `);
    }
    expect((await change(app, '--diff')).stdout).toContain(`+++ b/${NEW}\n`);
    expect(differences(treeOf(app), before)).toEqual([]);
  });

  test('stays as it is byte by byte where only its place is recorded', async () => {
    const app = newApp();
    move(app, 'src/log.js', 'src/lines.js');
    const text = app.read('src/lines.js');
    expect((await app.regenerate()).stdout).toContain(`you moved it from src/log.js\n`);
    expect(app.read('src/lines.js')).toBe(text);
    const before = treeOf(app);
    expect((await app.regenerate()).stdout).not.toContain('src/log.js');
    expect(differences(treeOf(app), before)).toEqual([]);
  });

  test('is followed when it moves on, and back', async () => {
    const app = movedApp();
    await app.regenerate();
    move(app, NEW, 'lib/own.js');
    app.write('lib/own.js', app.read('lib/own.js') + OWN);
    expect(await change(app)).toMatchObject({ code: 0 });
    expectMerged(app, 'lib/own.js');
    expect(recordOf(app, OLD)).toMatchObject({ at: 'lib/own.js' });
    move(app, 'lib/own.js', OLD);
    await app.regenerate();
    expect(recordOf(app, OLD)).not.toHaveProperty('at');
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  });

  test('is found with its whole folder, whose files are like each other', async () => {
    const app = newApp();
    move(app, 'src', 'server');
    const paths = Object.keys(readTree(app.path('server'))).filter((path) => path.endsWith('.js'));
    await app.regenerate();
    for (const path of paths) {
      expect(recordOf(app, `src/${path}`)).toMatchObject({ at: `server/${path}` });
    }
    const run = await change(app, '--json');
    expect(changeOf(run, 'server/config.js').action).toBe('replace');
    expect(app.read('server/config.js')).toContain("'logins'");
    expect(has(app, 'src')).toBe(false);
  });

  test('has its conflicts where it is, and they end there', async () => {
    const app = movedApp();
    app.edit(NEW, "'sessions'", "'shoppers'");
    const aborted = await change(app, '--json');
    expect(aborted.code).toBe(4);
    expect(documentOf(aborted).problems.map(({ file }) => file)).toContain(NEW);
    expect(await change(app, '--conflict', 'inline')).toMatchObject({ code: 4 });
    expect(app.read(NEW)).toContain('<<<<<<< yours');
    const standing = await app.regenerate();
    expect(standing).toMatchObject({ code: 4, stderr: expect.stringContaining(NEW) });
    app.edit(NEW, /^<<<<<<< [\s\S]*?^>>>>>>> .*\n/gm, '// resolved\n');
    expect(await app.regenerate()).toMatchObject({ code: 0 });
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  });

  test('comes back with --restore where we render it, and what was moved is the owner own', async () => {
    const app = movedApp();
    await change(app);
    const own = app.read(NEW);
    expect(await app.regenerate(['--restore', OLD])).toMatchObject({ code: 0 });
    expect(app.read(OLD)).toBe(own.slice(0, -OWN.length));
    expect(app.read(NEW)).toBe(own);
    expect(recordOf(app, OLD)).not.toHaveProperty('at');
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  });

  test('and left a file in its place is followed when its owner says so', async () => {
    const app = movedApp();
    const shim = "export * from './server/settings.js';\n";
    app.write(OLD, shim);
    const run = await change(app, '--moved', `${OLD}=./${NEW}`);
    expect(run).toMatchObject({ code: 0 });
    expectMerged(app);
    expect(app.read(OLD)).toBe(shim);
    expect(recordOf(app, OLD)).toMatchObject({ at: NEW });
  });

  test('and that another answer no longer needs is removed where it is, or kept with its edits', async () => {
    const app = newApp();
    move(app, 'scripts/dev-database.js', 'tools/database.js');
    await app.regenerate();
    expect(await app.regenerate(['--no-dev-database'])).toMatchObject({ code: 0 });
    expect(has(app, 'tools')).toBe(false);
  });
});

describe('where it is in doubt', () => {
  /** Refused without a word to the candidates, and by --check as well. */
  async function expectDoubt(app: KeptApp, ...candidates: string[]) {
    const before = treeOf(app);
    const run = await change(app, '--json');
    expect(run.code).toBe(4);
    const { problems } = documentOf(run);
    const [problem] = problems.filter(({ file }) => file === OLD);
    for (const path of candidates) expect(problem?.message).toContain(`--moved ${OLD}=${path}`);
    expect(actionsOf(documentOf(run))[OLD]).toBe('conflict');
    expect(await change(app, '--check')).toMatchObject({ code: 1 });
    expect(differences(treeOf(app), before)).toEqual([]);
  }

  const twice = () => {
    const app = movedApp();
    copy(app, NEW, 'src/other.js');
    return app;
  };

  test('between two files, nothing is written until their owner says which', async () => {
    const app = twice();
    await expectDoubt(app, NEW, 'src/other.js');
    const other = app.read('src/other.js');
    expect(await change(app, '--moved', `${OLD}=${NEW}`)).toMatchObject({ code: 0 });
    expectMerged(app);
    expect(app.read('src/other.js')).toBe(other);
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  });

  test.each([[['--moved', `${OLD}=`]], [['--conflict', 'ours']]])(
    'with %j it is deleted, and is not looked for again',
    async (flags) => {
      const app = twice();
      const before = [NEW, 'src/other.js'].map(app.read);
      expect(await change(app, ...flags)).toMatchObject({ code: 0 });
      expect([NEW, 'src/other.js'].map(app.read)).toEqual(before);
      expect(recordOf(app, OLD)).toMatchObject({ status: 'deleted' });
      fs.removeSync(app.path('src/other.js'));
      const run = await app.regenerate(['--json', '--docker']);
      expect(changeOf(run, OLD)).toMatchObject({ action: 'deleted' });
      expect(recordOf(app, OLD)).toMatchObject({ status: 'deleted' });
      expect(await app.regenerate(['--restore', OLD])).toMatchObject({ code: 0 });
      expect(recordOf(app, OLD)).toMatchObject({ status: 'rendered' });
    },
  );

  test('because it has another ending, it is said, and followed when its owner says so', async () => {
    const app = movedApp('src/config.mjs');
    await expectDoubt(app, 'src/config.mjs');
    expect(await change(app, '--moved', `${OLD}=src/config.mjs`)).toMatchObject({ code: 0 });
    expectMerged(app, 'src/config.mjs');
  });

  test('because the other file is a copy, as git knows, nothing is done to it', async () => {
    const app = newApp();
    const { commit } = await inGit(app);
    copy(app, OLD, NEW);
    app.write(NEW, app.read(NEW) + OWN);
    await commit();
    fs.removeSync(app.path(OLD));
    await expectDoubt(app, NEW);
    await commit();
    await expectDoubt(app, NEW);
  });

  test('but we have not changed it, it stays deleted, and the run goes on', async () => {
    const app = newApp();
    copy(app, 'src/log.js', 'src/lines.js');
    move(app, 'src/log.js', 'src/log2.js');
    const run = await app.regenerate(['--docker', '--json']);
    expect(run.code).toBe(0);
    expect(changeOf(run, 'src/log.js')).toMatchObject({
      action: 'deleted',
      reason: expect.stringContaining('--moved src/log.js=src/lines.js'),
    });
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  });
});

describe('is not looked for', () => {
  async function expectDeleted(app: KeptApp, path: string, elsewhere: string) {
    const text = app.read(elsewhere);
    const run = await change(app, '--json');
    expect(run.code).toBe(0);
    expect(changeOf(run, path)).toMatchObject({
      action: 'deleted',
      reason: expect.not.stringContaining(elsewhere),
    });
    expect(app.read(elsewhere)).toBe(text);
  }

  test('what may hold secrets, wherever it went', async () => {
    const app = newApp();
    move(app, '.env.example', '.env.sample');
    move(app, '.env', 'config/.env');
    await expectDeleted(app, '.env.example', '.env.sample');
    expect(has(app, '.env')).toBe(false);
  });

  test('behind a link', async () => {
    const app = newApp();
    move(app, OLD, '../config.js');
    symlinkSync('../../config.js', app.path('src/link.js'));
    symlinkSync('..', app.path('src/all'));
    await expectDeleted(app, OLD, '../config.js');
  });

  test.each([['node_modules/x/config.js'], ['dist/config.js']])('in %s', async (path) => {
    const app = newApp();
    move(app, OLD, path);
    await expectDeleted(app, OLD, path);
  });

  test('in what git ignores', async () => {
    const app = newApp();
    const { commit } = await inGit(app);
    app.write('.git/info/exclude', 'own/\n');
    move(app, OLD, 'own/config.js');
    await commit();
    await expectDeleted(app, OLD, 'own/config.js');
  });
});

test.each<[what: string, move: string, words: string]>([
  ['without a new path', OLD, 'say where the file is now'],
  ['of a file that no app has', 'x.js=README.md', 'this app has no file x.js'],
  ['to a file that is not there', `${OLD}=src/none.js`, 'there is no text file'],
  ['to a directory', `${OLD}=src`, 'there is no text file'],
  ['to another file of ours', `${OLD}=src/log.js`, 'is another file of this app'],
  ['out of the app', `${OLD}=../config.js`, 'leaves the app'],
  ['to our records', `${OLD}=${STATE_FILE}`, 'what this tool records'],
  ['to a link', `${OLD}=src/link.js`, 'there is no text file'],
  ['of secrets', '.env=src/own.js', 'may hold secrets'],
  ['to secrets', `${OLD}=.env.local`, 'may hold secrets'],
])('--moved %s is exit 2, and nothing is written', async (_what, move, words) => {
  const app = newApp();
  app.write('src/own.js', 'own\n');
  app.write('.env.local', 'own\n');
  symlinkSync('own.js', app.path('src/link.js'));
  const before = treeOf(app);
  const run = await app.regenerate(['--json', '--moved', move]);
  expect(run.code).toBe(2);
  expect(documentOf(run).problems).toEqual([
    expect.objectContaining({ code: 'illegal-value', flag: '--moved' }),
  ]);
  expect(documentOf(run).problems[0]?.message).toContain(words);
  expect(differences(treeOf(app), before)).toEqual([]);
});

test('--moved of two files to one is exit 2', async () => {
  const app = movedApp();
  const moves = [OLD, 'src/log.js'].flatMap((path) => ['--moved', `${path}=${NEW}`]);
  const before = treeOf(app);
  const run = await app.regenerate(moves);
  expect(run).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is another file of this'),
  });
  expect(differences(treeOf(app), before)).toEqual([]);
});

describe('a state that says where a file is', () => {
  test.each([
    ['../victim.js'],
    ['/tmp/victim.js'],
    ['src\\victim.js'],
    ['.git/config'],
    ['.env'],
    ['.ENV.local'],
    [STATE_FILE],
    ['SRC/app.js'],
    ['nul'],
    [''],
  ])('is refused when that is %j', async (at) => {
    const app = newApp();
    app.write('../victim.js', 'untouched');
    const state = fs.readJsonSync(app.path(STATE_FILE));
    state.files[OLD].at = at;
    fs.writeJsonSync(app.path(STATE_FILE), state);
    const before = readTree(join(app.directory, '..'), { times: true });
    const run = await app.regenerate(['--force', '--conflict', 'theirs']);
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/which is not safe .*Restore that file from git/);
    expect(differences(readTree(join(app.directory, '..'), { times: true }), before)).toEqual([]);
  });

  test('is refused when two files are said to be there', async () => {
    const app = newApp();
    const state = fs.readJsonSync(app.path(STATE_FILE));
    for (const path of [OLD, 'src/log.js']) state.files[path].at = NEW;
    fs.writeJsonSync(app.path(STATE_FILE), state);
    expect(await app.regenerate()).toMatchObject({ code: 3 });
  });

  test('is not followed to what we render ourselves', async () => {
    const app = newApp();
    const state = fs.readJsonSync(app.path(STATE_FILE));
    state.files[OLD].at = 'src/log.js';
    fs.writeJsonSync(app.path(STATE_FILE), state);
    const run = await change(app, '--json');
    expect(changeOf(run, OLD)).toMatchObject({ action: 'replace' });
    expect(recordOf(app, OLD)).not.toHaveProperty('at');
  });
});
