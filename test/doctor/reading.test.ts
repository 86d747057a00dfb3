import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { CHECKS } from '../../src/doctor/checks.ts';
import { examine } from '../../src/doctor/examine.ts';
import { sarifOf } from '../../src/doctor/sarif.ts';
import { findPlace } from '../../src/project/place.ts';
import { ignoredCodes } from '../../src/steps/ignored-codes.ts';
import { readEvidence } from '../../src/steps/read-evidence.ts';
import { showExamination } from '../../src/terminal/examination.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';
import { temporaryFolder } from '../bed/folder.ts';

const CANARY = 'canary-4711';

/** An app with a secret wherever one can be, and with something in each file that would be seen if it ran. */
const APP: Record<string, string> = {
  'package.json': JSON.stringify({
    scripts: { start: 'node app.js', prestart: 'touch ran-script', preinstall: 'touch ran-script' },
    dependencies: {
      express: '^4.18.0',
      'express-session': '1.17.1',
      'connect-mongodb-session': '^5.0.0',
    },
  }),
  'app.js': `require('fs').writeFileSync(__dirname + '/ran-import', '');
const express = require('express');
const session = require('express-session');
const Store = require('connect-mongodb-session')(session);
const app = express();
const store = new Store({ uri: 'mongodb://ann:${CANARY}@localhost:1/shop' });
app.use(session({ secret: ['${CANARY}', process.env.SESSION_SECRET], store, resave: false }));
app.listen(3000);
`,
  '.env': `SESSION_SECRET=${CANARY}\nMONGODB_URI=mongodb://ann:${CANARY}@@localhost:1/shop\n`,
  '.env.example': `SESSION_SECRET=${CANARY}\n`,
};

function writeApp(files = APP) {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) fs.outputFileSync(join(folder, path), text);
  return folder;
}

const run = {
  surroundings: {
    version: '1.2.3',
    templates: '',
    workingDirectory: '/',
    environment: { MONGODB_URI: `mongodb://ann:${CANARY}@localhost:1/shop` },
  },
  signal: new AbortController().signal,
  terminal: {} as Terminal,
};
const OPTIONS = { entry: undefined, url: undefined, mongoUri: undefined, checksDatabase: true };

async function look(folder: string, ignored: string[] = []) {
  const place = findPlace(folder, '/');
  const evidence = await readEvidence(place, OPTIONS, run);
  return { evidence, examination: examine(CHECKS, evidence, ignoredCodes(place, ignored)) };
}

function contentsOf(folder: string) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => [path, readFileSync(path, 'base64'), statSync(path).mtimeMs]);
}

describe('of an app with secrets everywhere', () => {
  test('none is shown, in the document, at the terminal or to code scanning', async () => {
    const { examination } = await look(writeApp());
    const lines: string[] = [];
    showExamination(
      examination,
      { verbose: true },
      { result: (text) => lines.push(text), paintResult: (_, text) => text },
    );
    const told = [
      JSON.stringify(examination),
      lines.join('\n'),
      JSON.stringify(sarifOf(examination, '1')),
    ];
    for (const text of told) {
      expect(text).toContain('secret-in-source');
      expect(text).not.toContain(CANARY);
    }
  });

  test('nothing is written, and nothing is executed', async () => {
    const folder = writeApp();
    const before = contentsOf(folder);
    await look(folder);
    expect(contentsOf(folder)).toEqual(before);
  });

  test('each finding names a file and a line, or what it is about', async () => {
    const { examination } = await look(writeApp());
    expect(examination.findings.length).toBeGreaterThan(8);
    for (const { at, subject } of examination.findings) expect(at?.file ?? subject).toBeTruthy();
  });

  test('what is in its files is found', async () => {
    const folder = writeApp();
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
    git('init', '--quiet');
    git('add', '--force', '.env');
    const { examination } = await look(folder);
    const codes = examination.findings.map(({ code }) => code);
    expect(codes).toEqual(
      expect.arrayContaining([
        'env-committed',
        'secret-in-example',
        'secret-short',
        'uri-unescaped',
        'express-session',
      ]),
    );
  });

  test('a file that is not in git, and of another secret than the example, is left alone', async () => {
    const secret = 'Zr5'.repeat(15);
    const folder = writeApp({
      ...APP,
      '.env': `SESSION_SECRET=${secret}\nMONGODB_URI=mongodb://h/shop\n`,
    });
    fs.chmodSync(join(folder, '.env'), 0o600);
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    const { examination } = await look(folder);
    const found = examination.findings.map(({ code }) => code);
    const own = CHECKS.filter(({ group }) => group === 'configuration').map(({ code }) => code);
    expect(found.filter((code) => own.includes(code))).toEqual([]);
  });
});

test('of the secrets that an app of ours reads from one value, each is measured', async () => {
  const files = {
    ...APP,
    '.env': `SESSION_SECRET=${'Zr5'.repeat(15)},short\nMONGODB_URI=mongodb://h/shop\n`,
  };
  const isShort = async (more: Record<string, string>) =>
    (await look(writeApp({ ...files, ...more }))).examination.findings.some(
      ({ code }) => code === 'secret-short',
    );
  expect(await isShort({})).toBe(false);
  expect(await isShort({ '.create-mongo-session-app/state.json': '{}' })).toBe(true);
});

test('an app that loads the example itself has it in git, and in no other example', async () => {
  const folder = writeApp({
    ...APP,
    'app.js': `process.loadEnvFile('.env.example');\n${APP['app.js']}`,
  });
  fs.removeSync(join(folder, '.env'));
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  git('init', '--quiet');
  git('add', '.env.example');
  const { examination } = await look(folder);
  const codes = examination.findings.map(({ code }) => code);
  expect(codes).toContain('env-committed');
  expect(codes).not.toContain('secret-in-example');
});

describe('a code that is ignored', () => {
  test('is skipped, and named', async () => {
    const json = {
      ...JSON.parse(APP['package.json'] ?? ''),
      'create-mongo-session-app': { ignore: ['resave'] },
    };
    const folder = writeApp({ ...APP, 'package.json': JSON.stringify(json) });
    const { examination } = await look(folder, ['secret-in-source']);
    expect(examination.findings.map(({ code }) => code)).not.toContain('secret-in-source');
    expect(examination.ignored).toEqual([
      { code: 'secret-in-source', by: 'flag' },
      { code: 'resave', by: 'package.json' },
    ]);
    expect(examination.checks).toContainEqual({
      code: 'resave',
      group: 'source',
      status: 'skipped',
      reason: 'ignored by package.json',
    });
  });

  test('and that no check has is refused', () => {
    expect(() => ignoredCodes(findPlace(writeApp(), '/'), ['nope'])).toThrow(/--ignore nope/);
  });
});

test.each([
  [{ 'app.js': '' }, 'no-app'],
  [{ 'package.json': '{}', 'app.js': 'console.log(1);' }, 'no-app'],
  [
    { 'package.json': '{}', 'app.js': "const app = require('express')();\napp.listen(" },
    'broken-source',
  ],
])('what is no Express app, or cannot be read, is refused: %j', async (files, code) => {
  await expect(look(writeApp(files as never))).rejects.toMatchObject({
    exitCode: 3,
    problems: [{ code }],
  });
});

test('variables are read through a link, and a file that cannot be read is not said to be absent', async () => {
  const directory = writeApp({ 'package.json': '{}', 'app.js': APP['app.js'] ?? '' });
  const reasons = async () =>
    (await look(directory)).examination.checks.map(({ reason }) => reason ?? '');
  fs.writeFileSync(join(directory, 'settings'), 'SESSION_SECRET=x\n');
  fs.symlinkSync('settings', join(directory, '.env'));
  const fault = expect.stringMatching(/^there is no \.env$|^\.env cannot be read$/);
  expect(await reasons()).not.toContainEqual(fault);
  fs.rmSync(join(directory, 'settings'));
  expect(await reasons()).toContain('.env cannot be read');
  fs.rmSync(join(directory, '.env'));
  expect(await reasons()).toContain('there is no .env');
});

test('what could not be looked at is skipped, with the reason', async () => {
  const { examination } = await look(
    writeApp({ 'package.json': '{}', 'app.js': APP['app.js'] ?? '' }),
  );
  const reasons = examination.checks
    .filter(({ status }) => status === 'skipped')
    .map(({ reason }) => reason);
  expect(new Set(reasons)).toEqual(
    new Set([
      'there is no .env',
      "the app's driver, mongodb, is not installed",
      '--url was not given',
    ]),
  );
});
