import { chmodSync, chownSync, symlinkSync } from 'node:fs';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { STATE_FILE } from '../../src/project/layout.ts';
import { differences, readTree } from '../bed/tree.ts';
import { documentOf, type KeptApp, keepApps } from './kept-app.ts';

// Answers that go into `.env`, and what may stand in their way.

const { newApp } = keepApps();

const treeOf = ({ directory }: KeptApp) => readTree(directory, { times: true });

/** Who may not read what is root's. */
const ORDINARY_USER = process.getuid?.() === 0 ? 65_534 : undefined;

/** Gives the app to an ordinary user, but for an `.env` that nobody may read. */
function lock(app: KeptApp) {
  if (ORDINARY_USER !== undefined) {
    for (const path of ['', ...Object.keys(treeOf(app))]) {
      chownSync(app.path(path), ORDINARY_USER, ORDINARY_USER);
    }
  }
  chmodSync(app.path('.env'), 0);
}

const OBSTACLES: [what: string, make: (app: KeptApp) => void, words: string][] = [
  [
    'a link',
    (app) => {
      fs.moveSync(app.path('.env'), app.path('../shared.env'));
      symlinkSync('../shared.env', app.path('.env'));
    },
    'there is a symbolic link',
  ],
  [
    'a directory',
    (app) => {
      fs.removeSync(app.path('.env'));
      fs.mkdirSync(app.path('.env'));
    },
    'there is a directory',
  ],
  [
    'no text',
    (app) => fs.writeFileSync(app.path('.env'), Buffer.from([0x4b, 0x3d, 0xff, 0xfe])),
    'it is not text',
  ],
  ['not to be read', lock, 'there is a file that cannot be read'],
];

describe.each(OBSTACLES)('an .env that is %s', (_what, make, words) => {
  function appWithObstacle() {
    const app = newApp();
    make(app);
    const user = { ...(ORDINARY_USER !== undefined && { uid: ORDINARY_USER }) };
    const options = make === lock ? user : {};
    return { app, regenerate: (...flags: string[]) => app.regenerate(flags, options) };
  }

  test.each<[answer: string[], key: string]>([
    [['--collection', 'logins'], 'SESSION_COLLECTION'],
    [['--mongo-uri', 'mongodb://other/shop'], 'MONGODB_URI'],
  ])('makes %j a conflict that names its key, and nothing is written', async (answer, key) => {
    const { app, regenerate } = appWithObstacle();
    const before = treeOf(app);
    for (const flags of [[], ['--conflict', 'theirs'], ['--conflict', 'inline'], ['--dry-run']]) {
      const run = await regenerate(...answer, ...flags, '--json');
      expect([flags, run.code]).toEqual([flags, 4]);
      expect(documentOf(run).problems).toContainEqual({
        code: 'conflict',
        file: '.env',
        message: expect.stringContaining(`${words}: ${key} cannot be put in force`),
      });
      expect(documentOf(run).changes).toContainEqual(
        expect.objectContaining({ path: '.env', action: 'conflict' }),
      );
    }
    expect(differences(treeOf(app), before)).toEqual([]);
  });

  test('stays as it is with --conflict ours, and the answer is recorded', async () => {
    const { app, regenerate } = appWithObstacle();
    const before = readTree(app.path('.env'), { times: true });
    const run = await regenerate('--collection', 'logins', '--conflict', 'ours', '--json');
    expect(run.code).toBe(0);
    expect(documentOf(run).changes).toContainEqual({
      path: '.env',
      action: 'keep',
      reason: `${words}, which is yours; SESSION_COLLECTION stays as it is`,
    });
    expect(differences(readTree(app.path('.env'), { times: true }), before)).toEqual([]);
    expect(await regenerate('--check')).toMatchObject({ code: 0 });
  });

  test('is in the way of nothing else', async () => {
    const { app, regenerate } = appWithObstacle();
    expect(await regenerate('--docker')).toMatchObject({ code: 0 });
    expect(fs.existsSync(app.path('Dockerfile'))).toBe(true);
    expect(await regenerate('--check')).toMatchObject({ code: 0 });
  });

  test('makes it a conflict as well when nothing is recorded', async () => {
    const { app, regenerate } = appWithObstacle();
    fs.removeSync(app.path(STATE_FILE));
    const flags = ['--secret-source', 'generate'];
    expect(await regenerate(...flags, '--check')).toMatchObject({ code: 0 });
    const run = await regenerate(...flags, '--collection', 'logins');
    expect(run).toMatchObject({ code: 4, stderr: expect.stringContaining('SESSION_COLLECTION') });
  });
});

describe('a key of .env that both sides changed', () => {
  const LEFT = {
    code: 'conflict',
    file: '.env',
    message: expect.stringContaining('SESSION_COLLECTION'),
  };

  function changedApp() {
    const app = newApp();
    app.edit('.env', 'COLLECTION=sessions', 'COLLECTION=shoppers');
    return app;
  }

  test('is left to its owner with inline: exit 4, named, the line stays, and the rest is written', async () => {
    const app = changedApp();
    const env = app.read('.env');
    const flags = ['--collection', 'logins', '--conflict', 'inline', '--json'];
    const looked = await app.regenerate([...flags, '--dry-run']);
    expect(looked.code).toBe(4);
    expect(documentOf(looked).problems).toContainEqual(LEFT);
    const run = await app.regenerate(flags);
    expect(run.code).toBe(4);
    expect(documentOf(run).problems).toEqual([LEFT]);
    expect(app.read('.env')).toBe(env);
    expect(app.read('src/config.js')).toContain("'logins'");
    // It counts as resolved for the owner.
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  });

  test('is decided with ours and theirs', async () => {
    for (const [side, value] of [
      ['ours', 'shoppers'],
      ['theirs', 'logins'],
    ] as const) {
      const app = changedApp();
      const run = await app.regenerate(['--collection', 'logins', '--conflict', side]);
      expect([side, run.code]).toEqual([side, 0]);
      expect(app.read('.env')).toContain(`COLLECTION=${value}\n`);
    }
  });
});

test('without a record another collection is put into .env, whose own was recognised there', async () => {
  const app = newApp();
  app.edit('.env', 'COLLECTION=sessions', 'COLLECTION=shoppers');
  fs.removeSync(app.path(STATE_FILE));
  expect(await app.regenerate(['--collection', 'logins'])).toMatchObject({ code: 0 });
  expect(app.read('.env')).toContain('COLLECTION=logins\n');
});

test('another secret file is put into .env where its line was taken out', async () => {
  const app = newApp();
  await app.regenerate(['--secret-file', '/run/one']);
  app.edit('.env', /^SESSION_SECRET_FILE=.*\n/m, '');
  expect(await app.regenerate(['--secret-file', '/run/two'])).toMatchObject({ code: 0 });
  expect(app.read('.env')).toMatch(/^SESSION_SECRET_FILE=\/run\/two$/m);
});

test('--conflict inline with --dry-run is exit 4 and a conflict in the JSON, and shows the markers', async () => {
  const app = newApp();
  app.edit('src/config.js', "'sessions'", "'shoppers'");
  const before = treeOf(app);
  const flags = ['--collection', 'logins', '--conflict', 'inline'];
  for (const mode of ['--dry-run', '--diff']) {
    const run = await app.regenerate([...flags, mode, '--json']);
    expect([mode, run.code]).toEqual([mode, 4]);
    expect(documentOf(run).problems).toEqual([
      expect.objectContaining({ code: 'conflict', file: 'src/config.js' }),
    ]);
  }
  expect((await app.regenerate([...flags, '--diff'])).stdout).toContain('+<<<<<<< yours');
  expect(await app.regenerate([...flags, '--check'])).toMatchObject({ code: 1 });
  expect(differences(treeOf(app), before)).toEqual([]);
});
