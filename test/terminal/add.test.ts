import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import {
  CTRL_C,
  CTRL_U,
  DOWN,
  ENTER,
  runAtTerminal,
  type TerminalOptions,
} from '../bed/terminal.ts';
import { differences, readTree } from '../bed/tree.ts';
import { placeFiles } from '../commands/their-app.ts';

// `add` at a terminal: it asks what it needs, shows the edit, and asks whether to make it.

const ASKED = {
  mongoUri: 'Where is MongoDB?',
  collection: 'Which collection holds the sessions?',
  secretSource: 'Where does the secret that signs the session cookie come from?',
  packageManager: 'Which package manager installs the dependencies?',
  edit: 'Edit app.js like this? (Y/n)',
};
const SECRET = 'canary-4711-canary-4711-canary-4711';
const WITHOUT_SESSION = `const express = require('express');

const app = express();

app.get('/', (req, res) => res.send('hello'));

app.listen(3000);
`;
const WITH_SESSION = WITHOUT_SESSION.replace(
  'app.get',
  "app.use(require('express-session')({ secret: process.env.SECRET }));\n\napp.get",
);

const place = (text = WITHOUT_SESSION) =>
  placeFiles({ 'package.json': '{ "scripts": { "start": "node app.js" } }\n', 'app.js': text });

function open(cwd: string, flags: readonly string[] = [], options: Partial<TerminalOptions> = {}) {
  const args = ['add', '--no-install', '--no-check-database', ...flags];
  return runAtTerminal(args, { cwd, columns: 120, ...options });
}

const textOf = (app: string, path: string) => readFileSync(join(app, path), 'utf8');

test('the answers that are typed and picked are taken, and the edit is shown before it is made', async () => {
  const app = await place();
  const terminal = open(app);
  await terminal.answer(ASKED.mongoUri, `${CTRL_U}mongodb://ann:canary@h/shop${ENTER}`);
  await terminal.answer(`${ASKED.collection} (sessions)`, `logins${ENTER}`);
  await terminal.answer('❯ generate', DOWN + ENTER);
  await terminal.shows(ASKED.edit);
  const shown = terminal.screen();
  expect(shown).toContain(
    "+const { createSessionMiddleware } = require('./src/session/index.mjs');",
  );
  expect(shown).toContain('+app.use(createSessionMiddleware());');
  expect(textOf(app, 'app.js')).toBe(WITHOUT_SESSION);
  terminal.type(ENTER);
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  expect(terminal.screen()).toContain('The sessions of app.js are kept in MongoDB now.');
  expect(terminal.screen()).not.toMatch(/canary|ann:/);
  expect(terminal.cursorVisible()).toBe(true);
  expect(textOf(app, 'app.js')).toContain('app.use(createSessionMiddleware());');
  expect(textOf(app, '.env')).toBe('MONGODB_URI=mongodb://ann:canary@h/shop\n');
  expect(textOf(app, 'src/session/config.mjs')).toContain("'logins'");
});

test('Enter alone adds the sessions, with a secret that is made up', async () => {
  const app = await place();
  const terminal = open(app);
  await terminal.answer(ASKED.mongoUri, ENTER);
  await terminal.answer(ASKED.collection, ENTER);
  await terminal.answer('❯ generate', ENTER);
  await terminal.answer(ASKED.edit, ENTER);
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  expect(textOf(app, '.env')).toMatch(/^SESSION_SECRET=[\w-]{43}$/m);
});

test('of a session of theirs, the secret is not asked for', async () => {
  const app = await place(WITH_SESSION);
  const terminal = open(app);
  await terminal.answer(ASKED.mongoUri, ENTER);
  await terminal.answer(ASKED.collection, ENTER);
  await terminal.answer(ASKED.edit, ENTER);
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  expect(terminal.screen()).not.toContain(ASKED.secretSource);
  expect(textOf(app, 'app.js')).toContain('store: createSessionStore()');
  expect(textOf(app, '.env')).not.toContain('SESSION_SECRET');
});

test('a secret is not shown while it is typed, nor later', async () => {
  const app = await place();
  const terminal = open(app, ['--secret-source', 'supply', '--collection', 'sessions']);
  await terminal.answer(ASKED.mongoUri, ENTER);
  await terminal.answer('The secret (it is not shown):', SECRET + ENTER);
  await terminal.answer(ASKED.edit, ENTER);
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  expect(terminal.sent()).not.toContain('canary');
  expect(textOf(app, '.env')).toContain(SECRET);
});

test('a narrow window breaks the lines of the edit, and loses none', async () => {
  const app = await place();
  const terminal = open(app, [], { columns: 30 });
  await terminal.answer(ASKED.mongoUri, ENTER);
  await terminal.answer(ASKED.collection, ENTER);
  await terminal.answer('❯ generate', ENTER);
  await terminal.answer(ASKED.edit, ENTER);
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  expect(terminal.screen().replaceAll('\n', '')).toContain('+app.use(createSessionMiddleware());');
});

describe('nothing is written, and no time stamp changes,', () => {
  test('when the edit is not wanted', async () => {
    const app = await place();
    const before = readTree(app, { times: true });
    const terminal = open(app, ['--mongo-uri', 'mongodb://h/', '--secret-source', 'generate']);
    await terminal.answer(ASKED.collection, ENTER);
    await terminal.answer(ASKED.edit, `n${ENTER}`);
    expect(await terminal.ended).toMatchObject({ exitCode: 3 });
    expect(terminal.screen()).toContain('Nothing was written.');
    expect(differences(readTree(app, { times: true }), before)).toEqual([]);
  });

  test.each(['mongoUri', 'collection', 'secretSource', 'edit'] as const)(
    'with Ctrl-C at the question for the %s',
    async (last) => {
      const app = await place();
      const before = readTree(app, { times: true });
      const terminal = open(app);
      for (const question of ['mongoUri', 'collection', 'secretSource', 'edit'] as const) {
        await terminal.answer(ASKED[question], question === last ? CTRL_C : ENTER);
        if (question === last) break;
      }
      expect(await terminal.ended).toEqual({ exitCode: 130, signal: 0 });
      expect(terminal.screen()).toMatch(/\nError: Interrupted\. Nothing was left behind\.$/);
      expect(terminal.cursorVisible()).toBe(true);
      expect(differences(readTree(app, { times: true }), before)).toEqual([]);
    },
  );

  test('when the owner edits the file while the question waits', async () => {
    const app = await place();
    const terminal = open(app, ['--secret-source', 'generate', '--collection', 'sessions']);
    await terminal.shows(ASKED.mongoUri);
    await fs.appendFile(join(app, 'app.js'), '// mine\n');
    const before = readTree(app, { times: true });
    terminal.type(ENTER);
    expect(await terminal.ended).toMatchObject({ exitCode: 3 });
    expect(terminal.screen()).toContain('app.js has changed');
    expect(differences(readTree(app, { times: true }), before)).toEqual([]);
  });
});

test.each([['--yes'], ['--json'], ['--dry-run'], ['--diff']])('%s asks nothing', async (flag) => {
  const terminal = open(await place(), [flag]);
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  expect(terminal.screen()).not.toMatch(/Where is MongoDB|Edit app\.js/);
});

test('NO_COLOR leaves the edit without colours', async () => {
  const terminal = open(await place(), ['--diff'], { env: { NO_COLOR: '1' } });
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  expect(terminal.screen()).toContain('+app.use(createSessionMiddleware());');
  // The looks of a text begin so.
  expect(terminal.sent()).not.toContain('\u001b[3');
});
