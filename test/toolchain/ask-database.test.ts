import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import fs from 'fs-extra';
import { MongoClient } from 'mongodb';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { Secret } from '../../src/secret.ts';
import {
  askDatabase,
  type DatabaseQuestion,
  findDriver,
} from '../../src/toolchain/ask-database.ts';
import { ownDatabaseUri } from '../bed/app.ts';
import { type CommandWatch, watchCommands } from '../bed/commands.ts';
import { freePort } from '../bed/database.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { openNetwork } from '../bed/network.ts';

const QUESTION = {
  database: undefined,
  defaultDatabase: undefined,
  collection: 'sessions',
  expiryField: 'expires',
  idField: '_id',
  others: ['users'],
};

/** Asks with the driver of a created app. */
async function ask(uri: string, changes: Partial<DatabaseQuestion> = {}) {
  const directory = inject('apps').javascript;
  const driver = findDriver(directory, []) ?? '';
  const question = { ...QUESTION, directory, driver, uri: new Secret(uri), ...changes };
  const start = performance.now();
  const answer = await askDatabase(question, new AbortController().signal);
  return { answer, took: performance.now() - start };
}

async function connected(uri: string) {
  const client = new MongoClient(uri);
  onTestFinished(() => client.close());
  return client;
}

/** What the commands that have arrived would do, in a word each. */
function sentTo(watch: CommandWatch) {
  return watch.take().map(({ name, body }) => ({ name, limit: body.maxTimeMS, body }));
}

describe('what a database is asked', () => {
  test('is to be read, and each long question has its limit of time', async () => {
    const watch = await watchCommands();
    const sessions = (await connected(watch.uri)).db().collection<{ _id: string }>('sessions');
    await sessions.insertOne({ _id: 'a'.repeat(32) });
    watch.take();
    await ask(watch.uri);
    const sent = sentTo(watch);
    const names = [...new Set(sent.map(({ name }) => name))].sort();
    expect(names).toEqual([
      'aggregate',
      'buildInfo',
      'count',
      'find',
      'listIndexes',
      'serverStatus',
    ]);
    for (const { name, limit } of sent)
      expect(limit, name).toBe(/^(aggregate|count|find)$/.test(name) ? 3_000 : undefined);
    expect(JSON.stringify(sent)).not.toMatch(/\$(out|merge|function|where|accumulator)"/);
  });

  test('leaves it as it was', async () => {
    const uri = ownDatabaseUri();
    await ask(uri);
    const client = await connected(uri);
    expect(await client.db().listCollections().toArray()).toEqual([]);
  });
});

describe('a database that is slow', () => {
  test('says what it can, and not what takes too long', async () => {
    const watch = await watchCommands();
    watch.hold(({ name }) => name === 'aggregate');
    const { answer, took } = await ask(watch.uri);
    expect(answer).toMatchObject({ indexes: { sessions: [] }, count: 0 });
    expect(answer).not.toHaveProperty('overdue');
    expect(took).toBeLessThan(15_000);
  });

  test('or that answers once, and never again, is out of reach', async () => {
    const watch = await watchCommands();
    watch.hold(() => true);
    const { answer, took } = await ask(watch.uri);
    expect(answer).toEqual({ error: 'MongoNetworkTimeoutError' });
    expect(took).toBeLessThan(15_000);
  });

  test('or that accepts, and never answers, is out of reach', async () => {
    const network = await openNetwork();
    await network.swallow();
    const { answer, took } = await ask(network.uri);
    expect(answer).toEqual({ error: 'MongoServerSelectionError' });
    expect(took).toBeLessThan(10_000);
  });
});

test.each([
  ['at a port where nothing listens', async () => `127.0.0.1:${await freePort()}`],
  ['at a host that is none', async () => 'nobody.invalid'],
  ['with an option that the driver refuses', async () => '127.0.0.1/?nonsense=1'],
])('the answer %s is a code, and quotes nothing of the URI', async (_, place) => {
  const canary = randomBytes(9).toString('hex');
  const { answer } = await ask(`mongodb://user:${canary}@${await place()}`);
  expect(answer).toEqual({ error: expect.stringMatching(/^[A-Za-z]+$/) });
  expect(JSON.stringify(answer)).not.toContain(canary);
});

describe('the database that is asked', () => {
  const collections = async (uri: string, changes: Partial<DatabaseQuestion>) => {
    const watch = await watchCommands();
    await ask(watch.uri.replace(/\/test-\w+/, uri), changes);
    const found = watch.take().find(({ name }) => name === 'listIndexes');
    return found?.body.$db;
  };

  test.each([
    ['the one of the URI', '/in-uri', { defaultDatabase: 'of-app' }, 'in-uri'],
    ['the app its own, where the URI names none', '/', { defaultDatabase: 'of-app' }, 'of-app'],
    ['the one that the store names', '/in-uri', { database: 'of-store' }, 'of-store'],
    ['test, where nobody names one', '/', {}, 'test'],
  ])('is %s', async (_, path, changes, name) => {
    expect(await collections(path, changes)).toBe(name);
  });
});

test('a clock that is ahead of ours is seen, in milliseconds', async () => {
  const preload = join(temporaryFolder(), 'clock.cjs');
  await fs.writeFile(preload, 'const now = Date.now; Date.now = () => now() - 90_000;');
  vi.stubEnv('NODE_OPTIONS', `--require ${preload}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { answer } = await ask(ownDatabaseUri());
  const { skew } = answer as { skew: number };
  expect(Math.abs(skew - 90_000)).toBeLessThan(1_000);
});

describe('the driver', () => {
  test('of a package behind a link is found, as pnpm has it', async () => {
    const app = temporaryFolder();
    const store = join(app, 'node_modules/.pnpm/connect-mongo@5/node_modules');
    await fs.outputJson(join(store, 'connect-mongo/package.json'), {});
    const driver = join(inject('apps').typescript, 'node_modules/mongodb');
    await fs.symlink(driver, join(store, 'mongodb'));
    await fs.symlink(join(store, 'connect-mongo'), join(app, 'node_modules/connect-mongo'));
    expect(findDriver(app, ['connect-mongo'])).toMatch(/^file:.*\/mongodb\/lib\/index\.js$/);
    expect(findDriver(app, [])).toBeUndefined();
  });

  test('above the app is found, as a workspace has it', async () => {
    const root = temporaryFolder();
    const driver = join(inject('apps').typescript, 'node_modules/mongodb');
    await fs.ensureSymlink(driver, join(root, 'node_modules/mongodb'));
    await fs.ensureDir(join(root, 'apps/shop'));
    expect(findDriver(join(root, 'apps/shop'), [])).toBeDefined();
  });
});
