import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { FILES_ONLY } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';
import {
  CTRL_C,
  CTRL_U,
  DOWN,
  ENTER,
  runAtTerminal,
  type TerminalOptions,
  type TerminalRun,
  UP,
} from '../bed/terminal.ts';

/** The questions in their order. */
const ASKED = {
  directory: 'Where shall the app go?',
  template: 'What shall the app start with?',
  language: 'TypeScript or JavaScript?',
  mongoUri: 'Where is MongoDB?',
  collection: 'Which collection holds the sessions?',
  secretSource: 'Where does the secret that signs the session cookie come from?',
  secret: 'The secret (it is not shown):',
};
const SECRET = 'canary-4711-canary-4711-canary-4711';

function open(args: readonly string[], options: Partial<TerminalOptions> = {}): TerminalRun {
  return runAtTerminal([...args, ...FILES_ONLY], { cwd: temporaryFolder(), ...options });
}

/** Gives the defaults from a question on. */
async function takeDefaults(terminal: TerminalRun, from: keyof typeof ASKED) {
  const questions = Object.values(ASKED).slice(Object.keys(ASKED).indexOf(from), -1);
  for (const question of questions) await terminal.answer(question, ENTER);
}

test('the answers that are typed and picked make the app', async () => {
  const cwd = temporaryFolder();
  const terminal = open([], { cwd });
  await terminal.answer(ASKED.directory, `my shop${ENTER}`);
  await terminal.answer(ASKED.template, UP + ENTER);
  await terminal.answer(ASKED.language, DOWN + ENTER);
  await terminal.answer(ASKED.mongoUri, `mongodb://h:1/d${ENTER}`);
  await terminal.answer(ASKED.collection, `logins${ENTER}`);
  await terminal.answer(ASKED.secretSource, DOWN + DOWN + DOWN + UP + ENTER);
  await terminal.answer('Which file holds the secret?', `/run/s${ENTER}`);
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  const lines = terminal.screen().split('\n');
  expect(lines.slice(0, 7)).toEqual([
    '✔ Where shall the app go? my shop',
    '✔ What shall the app start with? minimal',
    '✔ TypeScript or JavaScript? javascript',
    '✔ Where is MongoDB? mongodb://h:1/d',
    '✔ Which collection holds the sessions? logins',
    '✔ Where does the secret that signs the session cookie come from? file',
    '✔ Which file holds the secret? /run/s',
  ]);
  expect(terminal.cursorVisible()).toBe(true);
  const env = await fs.readFile(join(cwd, 'my shop/.env'), 'utf8');
  expect(env).toContain('\nMONGODB_URI=mongodb://h:1/d\nSESSION_COLLECTION=logins\n');
  expect(env).toContain('\nSESSION_SECRET_FILE=/run/s\n');
  expect(await fs.pathExists(join(cwd, 'my shop/src/server.js'))).toBe(true);
  expect(await fs.pathExists(join(cwd, 'my shop/views'))).toBe(false);
});

test('Enter takes the default, which stands beside the question', async () => {
  const cwd = temporaryFolder();
  const terminal = open([], { cwd });
  await terminal.answer(ASKED.directory, `shop${ENTER}`);
  await terminal.answer('❯ auth', ENTER);
  await terminal.answer('❯ typescript', ENTER);
  await terminal.answer('Where is MongoDB? (mongodb://127.0.0.1:27017/shop)', ENTER);
  await terminal.answer(`${ASKED.collection} (sessions)`, ENTER);
  await terminal.answer('❯ generate', ENTER);
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  const env = await fs.readFile(join(cwd, 'shop/.env'), 'utf8');
  expect(env).toContain('\nMONGODB_URI=mongodb://127.0.0.1:27017/shop\n');
  expect(env).toMatch(/\nSESSION_SECRET=[\w-]{43}\n/);
  expect(await fs.pathExists(join(cwd, 'shop/views/login.ejs'))).toBe(true);
});

test('what can be picked stands there with its meaning, until it is picked', async () => {
  const terminal = open(['shop', '--language', 'js', '--mongo-uri', 'mongodb://h/']);
  await terminal.shows(ASKED.template);
  const choices = terminal.screen().split('\n').slice(1, 4);
  expect(choices.map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
    ...['minimal', '❯ auth', 'api'],
  ]);
  for (const line of choices) expect(line).toMatch(/^(❯| ) \w+ {2,}\w+ .{20,}$/);
  terminal.type(ENTER);
  await terminal.answer(ASKED.collection, ENTER);
  await terminal.answer('generate a random one, written into .env', ENTER);
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  expect(terminal.screen()).toContain('✔ What shall the app start with? auth\n');
  expect(terminal.screen()).not.toMatch(/accounts with pages|a random one/);
});

test('Enter alone makes an app, from the first question on', async () => {
  const cwd = temporaryFolder();
  const terminal = open([], { cwd });
  await takeDefaults(terminal, 'directory');
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  expect(readdirSync(cwd)).toEqual(['my-app']);
});

test('a wrong answer gets the reason, and can be corrected', async () => {
  const terminal = open([]);
  await terminal.answer(ASKED.directory, ` ${ENTER}`);
  await terminal.answer('A directory needs a name', `shop${ENTER}`);
  await terminal.answer(ASKED.template, ENTER);
  await terminal.answer(ASKED.language, ENTER);
  await terminal.answer(ASKED.mongoUri, `mongodb://h:99999${ENTER}`);
  await terminal.answer(
    'A port is a number from 1 to 65535; a right one',
    `${CTRL_U}mongodb://h${ENTER}`,
  );
  await terminal.answer(ASKED.collection, `system.x${ENTER}`);
  await terminal.answer('a right one: "sessions".', `${CTRL_U}logins${ENTER}`);
  await terminal.answer(ASKED.secretSource, ENTER);
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  expect(terminal.screen()).not.toMatch(/right one|65535|needs a name/);
  expect(terminal.screen()).toContain('✔ Which collection holds the sessions? logins\n');
});

test('a secret is not shown while it is typed, nor later', async () => {
  const cwd = temporaryFolder();
  const terminal = open(['shop', '--secret-source', 'supply'], { cwd });
  await terminal.answer(ASKED.template, ENTER);
  await terminal.answer(ASKED.language, ENTER);
  await terminal.answer(ASKED.mongoUri, ENTER);
  await terminal.answer(ASKED.collection, ENTER);
  await terminal.answer(ASKED.secret, `too short${ENTER}`);
  await terminal.answer('at least 32 bytes', CTRL_U + SECRET + ENTER);
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  expect(terminal.sent()).not.toMatch(/canary|too short/);
  expect(terminal.screen()).toContain(ASKED.secret);
  expect(await fs.readFile(join(cwd, 'shop/.env'), 'utf8')).toContain(SECRET);
});

test('a password in a URI is gone from the screen once it is answered', async () => {
  const terminal = open(['shop']);
  await terminal.answer(ASKED.template, ENTER);
  await terminal.answer(ASKED.language, ENTER);
  await terminal.answer(ASKED.mongoUri, `mongodb://ann:canary@h/d?w=1${ENTER}`);
  await terminal.shows('mongodb://<credentials>@h/d?…');
  await takeDefaults(terminal, 'collection');
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  expect(terminal.screen()).toContain('✔ Where is MongoDB? mongodb://<credentials>@h/d?…\n');
  expect(terminal.screen()).toContain('(with MONGODB_URI set)');
  expect(terminal.screen()).not.toMatch(/canary|ann/);
});

test('what a flag, the answers file or the environment gives is not asked', async () => {
  const cwd = temporaryFolder();
  await fs.outputJson(join(cwd, 'a.json'), {
    template: 'api',
    language: 'js',
    secretSource: 'env',
  });
  const env = { MONGODB_URI: 'mongodb://h/' };
  const args = ['shop', '--answers', 'a.json'];
  const terminal = open(args, { cwd, env });
  await terminal.answer(ASKED.collection, ENTER);
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  expect(terminal.screen().match(/^✔ .*/gm)).toEqual([`✔ ${ASKED.collection} sessions`]);
  expect(terminal.screen()).toContain('Taken from the environment: MONGODB_URI');
});

describe('nothing is asked', () => {
  test.each<[string, string[], Record<string, string>]>([
    ['with --yes', ['--yes'], {}],
    ['with --json', ['--json'], {}],
    ['with CI=true', [], { CI: 'true' }],
    ['with CI=1', [], { CI: '1' }],
  ])('%s: a directory that is missing is exit 2', async (_when, args, env) => {
    const terminal = open(args, { env });
    expect(await terminal.ended).toMatchObject({ exitCode: 2 });
    expect(terminal.screen()).toContain('Missing: where the app goes');
    expect(terminal.screen()).not.toContain(ASKED.directory);
  });

  test.each(['false', '0', ''])('but with CI=%s it is', async (CI) => {
    const terminal = open([], { env: { CI } });
    await terminal.answer(ASKED.directory, CTRL_C);
    expect(await terminal.ended).toMatchObject({ exitCode: 130 });
  });

  test('when an answer that was given is wrong', async () => {
    const terminal = open(['--collection', '$'], { columns: 200 });
    expect(await terminal.ended).toMatchObject({ exitCode: 2 });
    expect(terminal.screen()).toMatch(/^Error: Missing: .*\nError: --collection: /);
  });
});

describe('Ctrl-C', () => {
  test.each(Object.keys(ASKED) as (keyof typeof ASKED)[])(
    'at the question for the %s leaves nothing behind, and a terminal in order',
    async (name) => {
      const cwd = temporaryFolder();
      const terminal = open(['--secret-source', 'supply'].slice(name === 'secret' ? 0 : 2), {
        cwd,
      });
      const typed = {
        directory: 'shop',
        template: '',
        language: '',
        mongoUri: 'mongodb://u:canary@h',
        collection: 'c',
      };
      for (const [question, words] of Object.entries(ASKED)) {
        if (question === 'secretSource' && name === 'secret') continue;
        if (question === name) {
          await terminal.answer(words, `${question === 'secret' ? SECRET : ''}${CTRL_C}`);
          break;
        }
        await terminal.answer(words, (typed[question as keyof typeof typed] ?? '') + ENTER);
      }
      expect(await terminal.ended).toEqual({ exitCode: 130, signal: 0 });
      expect(terminal.screen()).toMatch(/\nError: Interrupted\. Nothing was left behind\.$/);
      expect(terminal.screen()).not.toContain('canary');
      expect(terminal.cursorVisible()).toBe(true);
      expect(readdirSync(cwd)).toEqual([]);
    },
  );

  test('SIGTERM at a question is the same, with exit 143', async () => {
    const cwd = temporaryFolder();
    const terminal = open([], { cwd });
    await terminal.shows(ASKED.directory);
    process.kill(terminal.pid, 'SIGTERM');
    expect(await terminal.ended).toEqual({ exitCode: 143, signal: 0 });
    expect(terminal.screen()).toContain('Interrupted. Nothing was left behind.');
    expect(terminal.cursorVisible()).toBe(true);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('files that are in the way', () => {
  const args = ['.', '--template', 'auth', '--language', 'js', '--collection', 'c'];
  const more = ['--mongo-uri', 'mongodb://h/', '--secret-source', 'env'];

  async function occupied() {
    const cwd = temporaryFolder();
    await fs.outputFile(join(cwd, 'package.json'), 'mine');
    await fs.outputFile(join(cwd, 'src/app.js'), 'mine');
    await fs.outputFile(join(cwd, 'notes.txt'), 'mine');
    const terminal = open([...args, ...more], { cwd });
    await terminal.shows('In the way: package.json, src/app.js ? Replace these 2 files? (y/N)');
    return { cwd, terminal };
  }

  test.each([
    ['Enter', ENTER, 3],
    ['n', `n${ENTER}`, 3],
    ['Ctrl-C', CTRL_C, 130],
  ])('stay with %s, and nothing is written', async (_key, keys, exitCode) => {
    const { cwd, terminal } = await occupied();
    terminal.type(keys);
    expect(await terminal.ended).toMatchObject({ exitCode });
    expect(readdirSync(cwd).sort()).toEqual(['notes.txt', 'package.json', 'src']);
    expect(readdirSync(join(cwd, 'src'))).toEqual(['app.js']);
    expect(await fs.readFile(join(cwd, 'package.json'), 'utf8')).toBe('mine');
    const said = exitCode === 3 ? /Nothing was written.*--overwrite/s : /Nothing was left behind/;
    expect(terminal.screen()).toMatch(said);
  });

  test('are replaced with y, and nothing else is', async () => {
    const { cwd, terminal } = await occupied();
    terminal.type(`y${ENTER}`);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(await fs.readJson(join(cwd, 'package.json'))).toHaveProperty('scripts');
    expect(await fs.readFile(join(cwd, 'src/app.js'), 'utf8')).toContain('express');
    expect(await fs.readFile(join(cwd, 'notes.txt'), 'utf8')).toBe('mine');
  });
});
