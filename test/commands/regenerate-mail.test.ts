import { existsSync } from 'node:fs';
import { parse } from '@babel/parser';
import fs from 'fs-extra';
import { expect, test } from 'vitest';
import { STATE_FILE } from '../../src/project/layout.ts';
import { differences, readTree, without } from '../bed/tree.ts';
import { type KeptApp, keepApps } from './kept-app.ts';

// Mail is switched off and on in an app that its owner has worked on.

const { newApp } = keepApps('auth');

const MAIL = ['src/mail/mailer.js', 'src/auth/recovery.js', 'views/forgot-password.ejs'];

/** What differs between an app and what it was, besides our records. */
function changedSince(before: Record<string, string>, app: KeptApp): string[] {
  const isOurs = (path: string) => path === '.' || path.startsWith('.create-mongo-session-app');
  const [was, is] = [before, readTree(app.directory)].map((tree) => without(tree, isOurs));
  return differences(is ?? {}, was ?? {}).map((line) => line.replace(/ \(.*/, ''));
}

/** An owner's edits of files that stand on both sides of the choice. */
const EDITS: [file: string, from: string, to: string][] = [
  [
    'src/app.js',
    '  app.use(notFound);',
    "  app.get('/notes', (req, res) => res.end('mine'));\n  app.use(notFound);",
  ],
  ['src/auth/accounts.js', 'You are registered. Log in', 'Welcome. Log in'],
  ['src/auth/users.js', "const COLLECTION = 'users';", "const COLLECTION = 'members';"],
  ['src/config.js', 'const SESSION_LIMIT = { preset: 10', 'const SESSION_LIMIT = { preset: 3'],
  ['views/login.ejs', '<button>Log in</button>', '<button>Come in</button>'],
  ['views/account.ejs', '<h2>Change your password</h2>', '<h2>Another password</h2>'],
  ['README.md', 'Then open <http://localhost:3000> and register.', 'Then open it.'],
];

test('mail goes and comes back without a trace', async () => {
  const app = newApp();
  const before = readTree(app.directory);
  expect(await app.regenerate(['--no-mail'])).toMatchObject({ code: 0 });
  for (const path of MAIL) expect(existsSync(app.path(path)), path).toBe(false);
  expect(app.read('package.json')).not.toContain('nodemailer');
  expect(fs.readJsonSync(app.path(STATE_FILE)).choices).toMatchObject({ mail: false });
  expect(await app.regenerate([])).toMatchObject({ code: 0 });
  expect(existsSync(app.path('src/mail'))).toBe(false);
  expect(await app.regenerate(['--mail'])).toMatchObject({ code: 0 });
  expect(changedSince(before, app)).toEqual([]);
});

test("an owner's edits stand when mail goes, and when it comes back", async () => {
  const app = newApp();
  for (const edit of EDITS) app.edit(...edit);
  const before = readTree(app.directory);
  for (const flag of ['--no-mail', '--mail']) {
    expect(await app.regenerate([flag])).toMatchObject({ code: 0 });
    for (const [file, , to] of EDITS) expect(app.read(file), `${flag} ${file}`).toContain(to);
    for (const file of [
      'src/app.js',
      'src/auth/accounts.js',
      'src/auth/users.js',
      'src/config.js',
    ]) {
      expect(() => parse(app.read(file), { sourceType: 'module' })).not.toThrow();
    }
  }
  expect(changedSince(before, app)).toEqual([]);
});

test('a text of a mail that its owner has written is theirs when mail goes', async () => {
  const app = newApp();
  app.edit('src/mail/messages.js', 'A new password for', 'Hello from');
  expect(await app.regenerate(['--no-mail'])).toMatchObject({ code: 0 });
  expect(app.read('src/mail/messages.js')).toContain('Hello from');
  expect(existsSync(app.path('src/mail/mailer.js'))).toBe(false);
});
