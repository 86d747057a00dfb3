import { chmodSync } from 'node:fs';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { STATE_FILE } from '../../src/project/layout.ts';
import { CTRL_C, CTRL_U, DOWN, ENTER, runAtTerminal } from '../bed/terminal.ts';
import { differences, readTree } from '../bed/tree.ts';
import { editConflictingly, type KeptApp, keepApps } from '../commands/kept-app.ts';

// `regenerate` at a terminal: it offers what is recorded, and asks about each conflict.

const { newApp, oldApp } = keepApps();

const treeOf = ({ directory }: KeptApp) => readTree(directory, { times: true });

function open(app: KeptApp, ...flags: string[]) {
  const args = ['regenerate', '--no-install', ...flags];
  return runAtTerminal(args, { cwd: app.directory, columns: 120 });
}

const ASKED = {
  mongoUri: 'Where is MongoDB? (empty: where it is now)',
  collection: 'Which collection holds the sessions?',
  secretSource: 'Where does the secret that signs the session cookie come from?',
  secretFile: 'Which file holds the secret?',
};

describe('the recorded choices', () => {
  test('are offered, and Enter keeps them all', async () => {
    const app = newApp();
    await app.regenerate(['--collection', 'logins', '--secret-file', '/run/s']);
    const before = treeOf(app);
    const terminal = open(app);
    await terminal.answer(ASKED.mongoUri, ENTER);
    await terminal.answer(`${ASKED.collection} (logins)`, ENTER);
    await terminal.answer('❯ file', ENTER);
    await terminal.answer(`${ASKED.secretFile} (/run/s)`, ENTER);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(terminal.screen()).toContain('Up to date: nothing to change.');
    expect(terminal.screen()).not.toMatch(/What shall the app start with|TypeScript or JavaScript/);
    expect(differences(treeOf(app), before)).toEqual([]);
  });

  test('are changed by what is typed', async () => {
    const app = newApp();
    const terminal = open(app);
    await terminal.answer(ASKED.mongoUri, `mongodb://ann:canary@h/tea${ENTER}`);
    await terminal.answer(`${ASKED.collection} (sessions)`, `$${ENTER}`);
    await terminal.answer('a right one', `${CTRL_U}logins${ENTER}`);
    await terminal.answer('❯ generate', DOWN + ENTER);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(terminal.screen()).not.toContain('canary');
    expect(app.read('.env')).toMatch(/^MONGODB_URI=mongodb:\/\/ann:canary@h\/tea$/m);
    expect(app.read('.env')).toMatch(/^SESSION_COLLECTION=logins$/m);
    expect(app.read('.env')).toMatch(/^# SESSION_SECRET=.*unused since regenerate/m);
    expect(fs.readJsonSync(app.path(STATE_FILE)).choices).toMatchObject({
      collection: 'logins',
      secretSource: 'env',
    });
  });

  test.each([
    ['an answer is given', ['--collection', 'logins']],
    ['--yes is', ['--yes']],
    ['it only looks', ['--check']],
  ])('are not asked for when %s', async (_when, flags) => {
    const terminal = open(newApp(), ...flags);
    await terminal.ended;
    expect(terminal.screen()).not.toContain('?');
  });
});

describe('a conflict', () => {
  const first = 'src/config.js: both sides changed';
  const second = 'src/errors.js: both sides changed one place. What shall stand there?';

  function conflicting() {
    const app = oldApp();
    editConflictingly(app);
    return { app, before: treeOf(app), terminal: open(app, '--docker') };
  }

  test('is asked about file by file: mine, and the new one', async () => {
    const { app, terminal } = conflicting();
    await terminal.answer(first, DOWN + ENTER);
    await terminal.answer(second, DOWN + DOWN + ENTER);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(app.read('src/config.js')).toContain('4000');
    expect(app.read('src/errors.js')).not.toContain('our fault');
    expect(app.read('src/errors.js')).toContain('toAppError');
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  });

  test('is shown first when its owner wants to see it, and both stay with markers', async () => {
    const { app, terminal } = conflicting();
    await terminal.answer(first, DOWN + ENTER);
    await terminal.answer(second, ENTER);
    await terminal.shows('--- a/src/errors.js');
    await terminal.shows(/toAppError[\s\S]*What shall stand there\?/);
    terminal.type(DOWN + DOWN + DOWN + ENTER);
    expect(await terminal.ended).toMatchObject({ exitCode: 4 });
    expect(app.read('src/errors.js')).toMatch(/^<<<<<<< yours$[\s\S]*our fault[\s\S]*^=======$/m);
    expect(app.read('src/config.js')).not.toContain('<<<<<<<');
    expect(terminal.screen()).toContain('src/errors.js has conflicts, left for you to resolve');
  });

  test.each([
    ['stop', DOWN + DOWN + DOWN + DOWN + ENTER, 4, 'Nothing was written, as you wished.'],
    ['Ctrl-C', CTRL_C, 130, 'Interrupted. Nothing was left behind.'],
  ])('leaves everything as it was with %s', async (_key, keys, exitCode, words) => {
    const { app, before, terminal } = conflicting();
    await terminal.answer(first, DOWN + ENTER);
    await terminal.answer(second, keys);
    expect(await terminal.ended).toMatchObject({ exitCode });
    expect(terminal.screen()).toContain(words);
    expect(terminal.cursorVisible()).toBe(true);
    expect(differences(treeOf(app), before)).toEqual([]);
  });

  test('is not asked about when its resolution is given', async () => {
    const app = oldApp();
    editConflictingly(app);
    chmodSync(app.path('src/errors.js'), 0o755);
    const terminal = open(app, '--docker', '--conflict', 'ours');
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(terminal.screen()).not.toContain('What shall stand there?');
    expect(fs.statSync(app.path('src/errors.js')).mode & 0o777).toBe(0o755);
  });
});

describe('a file that is gone, and that two others are like', () => {
  const OLD = 'src/config.js';
  const question = `${OLD} is gone, and we changed it. Where is it?`;

  function doubtful() {
    const app = newApp();
    fs.moveSync(app.path(OLD), app.path('src/a.js'));
    fs.copySync(app.path('src/a.js'), app.path('src/b.js'));
    return { app, terminal: open(app, '--collection', 'logins') };
  }

  test('is asked about, and merged where its owner says', async () => {
    const { app, terminal } = doubtful();
    const own = app.read('src/a.js');
    await terminal.answer(question, DOWN + ENTER);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(app.read('src/a.js')).toBe(own);
    expect(app.read('src/b.js')).toContain("'logins'");
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  });

  test('stays deleted when its owner says so, and is not asked about again', async () => {
    const { app, terminal } = doubtful();
    const own = app.read('src/a.js');
    await terminal.answer(question, DOWN + DOWN + ENTER);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect([app.read('src/a.js'), app.read('src/b.js')]).toEqual([own, own]);
    expect(fs.readJsonSync(app.path(STATE_FILE)).files[OLD].status).toBe('deleted');
  });

  test('is asked about its conflicts where it is', async () => {
    const { app, terminal } = doubtful();
    app.edit('src/a.js', "'sessions'", "'shoppers'");
    await terminal.answer(question, ENTER);
    await terminal.answer(`src/a.js: you moved it from ${OLD}: both`, DOWN + ENTER);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(app.read('src/a.js')).toContain("'shoppers'");
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  });
});

test.each(['mongoUri', 'collection', 'secretSource'] as const)(
  'Ctrl-C at the question for the %s leaves everything as it was',
  async (name) => {
    const app = oldApp();
    const before = treeOf(app);
    const terminal = open(app);
    for (const [question, words] of Object.entries(ASKED)) {
      await terminal.answer(words, question === name ? CTRL_C : ENTER);
      if (question === name) break;
    }
    expect(await terminal.ended).toEqual({ exitCode: 130, signal: 0 });
    expect(terminal.screen()).toContain('Interrupted. Nothing was left behind.');
    expect(terminal.cursorVisible()).toBe(true);
    expect(differences(treeOf(app), before)).toEqual([]);
  },
);
