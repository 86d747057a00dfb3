import { join } from 'node:path';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { type CliOptions, FILES_ONLY, runCli } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';

interface Document {
  directory: string | null;
  choices: Record<string, unknown> | null;
  changes: { path: string; action: string; reason: string; diff?: string }[];
  steps: { name: string; status: string; milliseconds: number; detail: string }[];
  nextSteps: string[];
  repeat: string | null;
  problems: { code: string; message: string; flag?: string; file?: string; line?: number }[];
  exitCode: number;
}

const KEYS = [
  ...['schemaVersion', 'command', 'version', 'directory', 'choices', 'changes', 'steps'],
  ...['nextSteps', 'repeat', 'problems', 'exitCode'],
];

/** Runs with `--json`, and checks what holds of every document. */
async function documentOf(args: readonly string[], options: CliOptions): Promise<Document> {
  const { code, stdout, stderr } = await runCli([...FILES_ONLY, '--json', ...args], options);
  const document = JSON.parse(stdout);
  expect(Object.keys(document)).toEqual(KEYS);
  expect(document).toMatchObject({ schemaVersion: 1, exitCode: code });
  expect(document.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(stderr).not.toMatch(/^Error:/m);
  for (const { code: word, message } of document.problems) {
    expect(word).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(message).toMatch(/\w/);
  }
  return document;
}

describe('the document of a run that writes', () => {
  test('says what was chosen, changed, done and is next', async () => {
    const cwd = temporaryFolder();
    const args = ['My App', '--language', 'js', '--collection', 'logins', '--no-ci'];
    const document = await documentOf(args, { cwd });
    expect(document).toMatchObject({ command: 'create', directory: join(cwd, 'My App') });
    expect(document.choices).toEqual({
      name: 'my-app',
      template: 'auth',
      language: 'javascript',
      collection: 'logins',
      secretSource: 'generate',
      secretFile: '/run/secrets/session_secret',
      packageManager: 'npm',
      mail: true,
      docker: true,
      ci: false,
      devDatabase: true,
    });
    const paths = document.changes.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['.env', 'Dockerfile', 'src/server.js']));
    for (const change of document.changes) {
      expect(change).toEqual({ path: change.path, action: 'create', reason: 'new' });
      expect(await fs.pathExists(join(cwd, 'My App', change.path))).toBe(true);
    }
    const skipped = { status: 'skipped', milliseconds: 0, detail: 'as asked' };
    expect(document.steps).toEqual(
      ['install', 'git', 'database'].map((name) => ({ name, ...skipped })),
    );
    expect(document.nextSteps).toEqual(["cd 'My App'", 'npm install', 'npm run dev']);
    expect(document.repeat).toMatch(/^npx create-mongo-session-app 'My App' .*--yes$/);
    expect(document.problems).toEqual([]);
  });

  test('is all that is printed', async () => {
    const cwd = temporaryFolder();
    const { stdout, stderr } = await runCli(['app', '--json', ...FILES_ONLY], { cwd });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\{\n.*\n\}\n$/s);
  });

  test('says how long a step took, and why one was skipped', async () => {
    const cwd = temporaryFolder();
    const document = await documentOf(['app', '--git'], { cwd, env: { HOME: cwd } });
    const [, git] = document.steps;
    expect(git).toMatchObject({ name: 'git', detail: expect.stringMatching(/\w/) });
    expect(['done', 'skipped']).toContain(git?.status);
    expect(git?.milliseconds).toBeGreaterThan(0);
  });
});

describe('the document of a preview', () => {
  test('lists the changes, with their contents when they are asked for', async () => {
    const cwd = temporaryFolder();
    const plain = await documentOf(['app', '--dry-run'], { cwd });
    const full = await documentOf(['app', '--diff'], { cwd });
    for (const { changes, steps, nextSteps } of [plain, full]) {
      expect(changes.length).toBeGreaterThan(10);
      expect({ steps, nextSteps }).toEqual({ steps: [], nextSteps: [] });
    }
    expect(plain.changes.filter(({ diff }) => diff !== undefined)).toEqual([]);
    for (const { path, diff } of full.changes) expect(diff).toContain(`+++ b/${path}`);
    expect(full.changes.find(({ path }) => path === '.env')?.diff).toContain(
      '+SESSION_SECRET=[secret]',
    );
    expect(await fs.readdir(cwd)).toEqual([]);
  });
});

describe('the document of a dry run', () => {
  test('holds the command that does it', async () => {
    const cwd = temporaryFolder();
    const args = ['my-app', '--language', 'js', '--collection', 'logins'];
    const { repeat } = await documentOf([...args, '--dry-run'], { cwd });
    const written = await documentOf(args, { cwd });
    expect(repeat).toBe(written.repeat);
  });

  test('of regenerate holds the command that does it, with what was given', async () => {
    const cwd = temporaryFolder();
    await documentOf(['my-app', '--yes'], { cwd });
    const regenerate = async (...args: string[]) => {
      const run = await runCli(['regenerate', 'my-app', '--json', ...args], { cwd });
      return JSON.parse(run.stdout);
    };
    const { repeat } = await regenerate('--collection', 'my logins', '--no-ci', '--dry-run');
    expect(repeat).toBe(
      "npx create-mongo-session-app regenerate my-app --collection 'my logins' --no-ci --yes",
    );
    expect((await regenerate('--mongo-uri', 'mongodb://u:canary@h/', '--diff')).repeat).toBeNull();
  });
});

describe('the document of a failure', () => {
  test.each<[string, string[], number, string, object]>([
    ['an unknown flag', ['a', '--nope'], 2, 'unknown-flag', { flag: '--nope' }],
    ['a typo', ['regenrate'], 2, 'unknown-command', {}],
    ['no directory', [], 2, 'missing-choice', { flag: '[directory]' }],
    ['a wrong answer', ['a', '--collection', '$'], 2, 'illegal-value', { flag: '--collection' }],
    [
      'a contradiction',
      ['a', '--secret-file', '/s', '--secret-source', 'env'],
      2,
      'contradiction',
      { flag: '--secret-file' },
    ],
    [
      'no answers file',
      ['a', '--answers', 'x.json'],
      2,
      'broken-answers',
      { flag: '--answers', file: 'x.json' },
    ],
    ['broken answers', ['--answers', 'b.json'], 2, 'broken-answers', { file: 'b.json', line: 2 }],
    ['a file in the way', ['occupied'], 3, 'occupied', {}],
    ['an app of ours', ['ours'], 3, 'already-created', {}],
    ['a file for a directory', ['b.json'], 3, 'occupied', {}],
  ])('names the problem: %s', async (_what, args, exitCode, code, more) => {
    const cwd = temporaryFolder();
    await fs.outputFile(join(cwd, 'b.json'), '{\n  "docker": null\n}');
    await fs.outputFile(join(cwd, 'occupied/package.json'), '{}');
    await fs.outputFile(join(cwd, 'ours/.create-mongo-session-app/state.json'), '{}');
    const document = await documentOf(args, { cwd });
    expect(document).toMatchObject({ exitCode, repeat: null, steps: [], nextSteps: [] });
    expect(document.problems[0]).toMatchObject({ code, ...more });
  });

  test('lists all that is missing or wrong', async () => {
    const args = ['--language', 'perl', '--collection', '$'];
    const { problems, choices, directory } = await documentOf(args, { cwd: temporaryFolder() });
    expect({ choices, directory }).toEqual({ choices: null, directory: null });
    expect(problems.map(({ code, flag }) => [code, flag])).toEqual([
      ['missing-choice', '[directory]'],
      ['illegal-value', '--language'],
      ['illegal-value', '--collection'],
    ]);
  });

  test('lists what is in the way, by path', async () => {
    const cwd = temporaryFolder();
    await fs.outputFile(join(cwd, 'app/package.json'), '{}');
    await fs.outputFile(join(cwd, 'app/src/app.ts'), '');
    const document = await documentOf(['app'], { cwd });
    expect(document).toMatchObject({ exitCode: 3, directory: join(cwd, 'app') });
    const refused = document.changes.filter(({ action }) => action === 'refuse');
    expect(refused.map(({ path }) => path)).toEqual(['package.json', 'src/app.ts']);
    const files = document.problems.map(({ code, file }) => [code, file]);
    expect(files).toEqual([
      ['occupied', undefined],
      ['occupied', 'package.json'],
      ['occupied', 'src/app.ts'],
    ]);
  });

  test('of an install that failed says how to finish', async () => {
    const cwd = temporaryFolder();
    // Nothing listens on port 1, and npm's cache is empty.
    const env = {
      npm_config_registry: 'http://127.0.0.1:1/',
      npm_config_cache: join(cwd, 'cache'),
      npm_config_fetch_retries: '0',
    };
    const document = await documentOf(['app', '--install'], { cwd, env });
    expect(document).toMatchObject({ exitCode: 5, repeat: null });
    expect(document.steps[0]).toMatchObject({ name: 'install', status: 'failed' });
    expect(document.problems).toMatchObject([{ code: 'install-failed' }]);
    expect(document.problems[0]?.message).toContain('npm install');
    expect(document.nextSteps).toEqual(['cd app', 'npm install', 'npm run dev']);
    expect(await fs.pathExists(join(cwd, 'app/package.json'))).toBe(true);
  });
});
