import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import fs from 'fs-extra';
import { type Db, MongoClient } from 'mongodb';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { CHECKS } from '../../src/doctor/checks.ts';
import { readSource } from '../../src/doctor/read-source.ts';
import { projectOf } from '../../src/express-app/project.ts';
import { findPlace } from '../../src/project/place.ts';
import { readSources } from '../../src/project/sources.ts';
import { readDatabase } from '../../src/steps/read-database.ts';
import { newId, openStore, storeSession } from '../app/both-stores.ts';
import { copyOf } from '../app/owned-app.ts';
import { type AppName, ownDatabaseUri, startApp } from '../bed/app.ts';
import { freePort, ownDatabase } from '../bed/database.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { openNetwork } from '../bed/network.ts';
import { NOTHING_READ } from '../doctor/nothing-read.ts';

/** An app whose store is told this, with the driver of a created one. */
async function appWith(options = ''): Promise<string> {
  const app = temporaryFolder();
  await fs.outputJson(join(app, 'package.json'), { scripts: { start: 'node app.js' } });
  await fs.writeFile(
    join(app, 'app.js'),
    `const express = require('express');
const session = require('express-session');
const MongoDBStore = require('connect-mongodb-session')(session);
const app = express();
const store = new MongoDBStore({ uri: process.env.MONGODB_URI, ${options} });
app.use(session({ store, secret: process.env.SESSION_SECRET }));
app.listen(3000);
`,
  );
  await fs.symlink(join(inject('apps').javascript, 'node_modules'), join(app, 'node_modules'));
  return app;
}

/** What the checks of the database say of an app, by code. */
async function lookAt(directory: string, mongoUri?: string) {
  const place = findPlace(directory, '/');
  const project = projectOf(readSources(place.real));
  const source = project && readSource(project, undefined);
  if (!source || 'refusals' in source) throw new Error('no app');
  const surroundings = { version: '0.1.0', templates: '', workingDirectory: '/', environment: {} };
  const signal = new AbortController().signal;
  const options = { mongoUri, checksDatabase: true };
  const database = await readDatabase(place, source, options, { surroundings, signal });
  const read = { ...NOTHING_READ, source, database };
  const checks = CHECKS.filter(({ group }) => group === 'database');
  return Object.fromEntries(checks.map(({ code, judge }) => [code, judge(read)]));
}

type Preparing = (db: Db) => Promise<unknown>;
const END = new Date(Date.now() + 3_600_000);
const sessions = (db: Db) => db.collection<{ _id: string; [key: string]: unknown }>('sessions');
const index = (seconds?: number): Preparing => {
  const options = seconds === undefined ? {} : { expireAfterSeconds: seconds };
  return (db) => sessions(db).createIndex({ expires: 1 }, options);
};
const put =
  (...documents: object[]): Preparing =>
  async (db) => {
    await index(0)(db);
    const whole = documents.map((one) => ({ _id: newId(), expires: END, ...one }));
    await sessions(db).insertMany(whole);
  };
const bytes = (count: number) => ({ session: { text: 'x'.repeat(count) } });
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const sha256 = () => createHash('sha256').update(randomUUID());
/** A session as a store stores it. */
const stored =
  (which: 'created' | 'bare'): Preparing =>
  async (db) => {
    const { store } = await openStore(which, uriOf(db));
    await storeSession(store);
    const indexes = async () => expect(await sessions(db).indexes()).toHaveLength(2);
    await vi.waitFor(indexes, { timeout: 15_000 });
  };

const uris = new WeakMap<MongoClient, string>();
const uriOf = ({ client, databaseName }: Db) =>
  (uris.get(client) ?? '').replace(/test-\w+/, databaseName);

async function database(uri = ownDatabaseUri()): Promise<Db> {
  const client = new MongoClient(uri);
  uris.set(client, uri);
  onTestFinished(() => client.close());
  return client.db();
}

describe('of the sessions in a database', () => {
  test.each<[string, string, Preparing, string?]>([
    ['ttl-missing', 'found', (db) => sessions(db).insertOne({ _id: newId() })],
    ['ttl-missing', 'found', index()],
    ['ttl-missing', 'found', index(0), "expiresKey: 'end'"],
    ['ttl-missing', 'holds', index(0)],
    ['ttl-missing', 'holds', stored('bare')],
    ['ttl-missing', 'holds', stored('created')],
    ['ttl-missing', 'skipped', async () => {}],
    ['ttl-wrong', 'found', index(1_209_600)],
    ['ttl-wrong', 'found', index(0), 'expiresAfterSeconds: 60'],
    ['ttl-wrong', 'holds', stored('bare')],
    ['ttl-wrong', 'holds', index(60), 'expiresAfterSeconds: 60'],
    ['ttl-wrong', 'skipped', index()],
    ['never-expires', 'found', put({ expires: undefined })],
    ['never-expires', 'found', put({}, { expires: END.toISOString() })],
    ['never-expires', 'holds', put({})],
    ['never-expires', 'holds', stored('created')],
    ['large-sessions', 'found', put(bytes(17_000))],
    ['large-sessions', 'found', put(bytes(10), bytes(200_000))],
    ['large-sessions', 'holds', put(bytes(16_000))],
    ['large-sessions', 'holds', stored('bare')],
    ['plain-ids', 'found', put({ _id: randomBytes(24).toString('base64url') })],
    ['plain-ids', 'found', put({ _id: randomUUID() })],
    [
      'plain-ids',
      'found',
      put({ _id: sha256().digest('hex'), sid: 'Zx'.repeat(16) }),
      "idField: 'sid'",
    ],
    ['plain-ids', 'holds', stored('created')],
    ['plain-ids', 'holds', put({ _id: sha256().digest('hex') })],
    ['plain-ids', 'unknown', put({ _id: 'ann' })],
  ])('%s is %s (%#)', async (code, status, prepare, options) => {
    const db = await database();
    await prepare(db);
    const outcomes = await lookAt(await appWith(options), uriOf(db));
    expect(outcomes[code]).toMatchObject({ status });
  });

  test('how many, and how large, is told', async () => {
    const db = await database();
    await put(bytes(10), bytes(20_000), { ...bytes(200_000), expires: undefined })(db);
    const outcomes = await lookAt(await appWith(), uriOf(db));
    const message = (code: string) => JSON.stringify(outcomes[code]);
    expect(message('large-sessions')).toMatch(/2 sessions .* the largest has 195 KB/);
    expect(message('never-expires')).toMatch(/1 documents of sessions/);
  });

  test('those of the collection and database that the store is told are looked at', async () => {
    const db = await database();
    const other = db.client.db(`${db.databaseName}-b`);
    await other.collection('visits').createIndex({ end: 1 }, { expireAfterSeconds: 5 });
    const told = `databaseName: '${other.databaseName}', collection: 'visits', expiresKey: 'end'`;
    const outcomes = await lookAt(await appWith(told), uriOf(db));
    expect(outcomes['ttl-wrong']).toMatchObject({
      findings: [{ subject: 'visits { end: 1 }', message: expect.stringContaining('5 s') }],
    });
  });
});

test('the age of a server is told of MongoDB alone', async () => {
  const db = await database();
  const { storageEngines } = await db.command({ buildInfo: 1 });
  const { status } = (await lookAt(await appWith(), uriOf(db)))['old-server'] ?? {};
  expect(status).toBe(storageEngines ? 'holds' : 'skipped');
});

describe('without a URI on the command line', () => {
  const wrong = async (db: Db, collection = 'sessions') => {
    await db.collection(collection).createIndex({ expires: 1 }, { expireAfterSeconds: 5 });
    return { status: 'found', findings: [{ subject: `${collection} { expires: 1 }` }] };
  };

  test('the one that the store is given is asked, by its variable', async () => {
    const db = await database();
    const app = await appWith('uri: process.env.SHOP_DB');
    await fs.writeFile(join(app, '.env'), `MONGODB_URI=mongodb://h/other\nSHOP_DB=${uriOf(db)}\n`);
    const expected = await wrong(db);
    expect((await lookAt(app))['ttl-wrong']).toMatchObject(expected);
  });

  test('or by the source itself', async () => {
    const db = await database();
    const app = await appWith(`uri: process.env.SHOP_DB || '${uriOf(db)}'`);
    const expected = await wrong(db);
    expect((await lookAt(app))['ttl-wrong']).toMatchObject(expected);
  });

  test('a created app has the database and the collection that it takes by itself', async () => {
    const app = await copyOf('auth-javascript');
    const own = new URL(ownDatabaseUri());
    own.pathname = '/';
    const env = `MONGODB_URI=${own.href}\nSESSION_COLLECTION=visits\n`;
    await fs.writeFile(join(app, '.env'), env);
    const db = (await database()).client.db('auth-javascript');
    onTestFinished(async () => void (await db.dropDatabase()));
    const expected = await wrong(db, 'visits');
    expect((await lookAt(app))['ttl-wrong']).toMatchObject(expected);
  });

  test('where the collection is computed, nothing is asked', async () => {
    const app = await appWith("collection: require('os').hostname()");
    const { unreachable } = await lookAt(app, ownDatabaseUri());
    expect(unreachable).toMatchObject({ status: 'skipped' });
  });
});

describe('the indexes of a created app', () => {
  const missing = async (name: AppName, change: Preparing) => {
    const uri = ownDatabaseUri();
    const app = await startApp(name, { MONGODB_URI: uri });
    await vi.waitFor(
      async () => expect(await (await fetch(`${app.url}/readyz`)).json()).toEqual({ ok: true }),
      { timeout: 30_000, interval: 200 },
    );
    await app.end('SIGKILL');
    await change(await database(uri));
    const outcomes = await lookAt(inject('apps')[name], uri);
    return outcomes['index-missing'];
  };

  test.each<[AppName, Preparing, string[]]>([
    ['auth-javascript', (db) => db.collection('users').dropIndex('email_1'), ['users {"email":1}']],
    [
      'api-typescript',
      async (db) => {
        await sessions(db).dropIndex('session.userId_1_lastSeenAt_-1');
        await db.collection('attempts').dropIndexes();
      },
      ['sessions {"session.userId":1,"lastSeenAt":-1}', 'attempts {"expires":1}'],
    ],
  ])('of %s that are dropped are found', async (name, change, subjects) => {
    const findings = subjects.map((subject) => ({ subject }));
    expect(await missing(name, change)).toMatchObject({ status: 'found', findings });
  });

  test.each<AppName>(['auth-typescript', 'javascript'])('of %s are there', async (name) => {
    expect(await missing(name, async () => {})).toEqual({ status: 'holds' });
  });
});

describe('a database that is away', () => {
  test.each([
    ['is found', async () => `mongodb://127.0.0.1:${await freePort()}/shop`],
    [
      'and one that never answers are',
      async () => {
        const network = await openNetwork();
        await network.swallow();
        return network.uri;
      },
    ],
  ])('%s', async (_, uri) => {
    const outcomes = await lookAt(await appWith(), await uri());
    const { unreachable, ...others } = outcomes;
    expect(unreachable).toMatchObject({
      status: 'found',
      findings: [{ message: expect.stringContaining('(MongoServerSelectionError)') }],
    });
    expect(others['not-authorised']).toEqual({ status: 'holds' });
    expect(others['ttl-missing']).toMatchObject({ status: 'skipped' });
  });
});

test('who may not read the sessions is found, and who may is not', async () => {
  const own = await ownDatabase();
  const db = await database(own.uri);
  await index(0)(db);
  const roles = { app: ['readWrite'], reader: ['read'], nobody: [] };
  for (const [user, role] of Object.entries(roles))
    await db.command({ createUser: user, pwd: 'canary-4711', roles: role });
  await db.client.close();
  await own.startGuarded();
  const as = (user: string, password = 'canary-4711') =>
    own.uri.replace('//', `//${user}:${password}@`);
  const app = await appWith();
  const cases = [
    [as('nobody'), 'found'],
    [as('app', 'canary-0815'), 'found'],
    [as('app'), 'holds'],
    [as('reader'), 'holds'],
  ] as const;
  for (const [uri, status] of cases) {
    const outcomes = await lookAt(app, uri);
    expect(outcomes['not-authorised'], uri).toMatchObject({ status });
    expect(outcomes.unreachable, uri).toEqual({ status: 'holds' });
    expect(JSON.stringify(outcomes)).not.toContain('canary');
  }
});

test('writes that are not acknowledged are found: w=0, and w=1 of a replica set', async () => {
  const own = await ownDatabase();
  const app = await appWith();
  const outcome = async (query: string) =>
    (await lookAt(app, `${own.uri}?${query}`))['write-unacknowledged']?.status;
  expect([await outcome('w=0'), await outcome('w=1')]).toEqual(['found', 'holds']);
  await own.startReplicaSet();
  const asked = ['w=1', 'w=majority', 'retryWrites=true'].map(outcome);
  expect(await Promise.all(asked)).toEqual(['found', 'holds', 'holds']);
});

test('clocks that are apart are found, and those that are nearly right are not', async () => {
  const app = await appWith();
  const uri = ownDatabaseUri();
  const preload = join(temporaryFolder(), 'clock.cjs');
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const [seconds, status] of [
    [-8, 'found'],
    [3_600, 'found'],
    [-3, 'holds'],
    [0, 'holds'],
  ] as const) {
    await fs.writeFile(preload, `const n = Date.now; Date.now = () => n() + ${seconds * 1000};`);
    vi.stubEnv('NODE_OPTIONS', `--require ${preload}`);
    expect((await lookAt(app, uri))['clock-skew'], `${seconds}`).toMatchObject({ status });
  }
});

test('sessions that nothing has removed for more than five minutes are found', async () => {
  const app = await appWith();
  const db = await database();
  const idle = async () => (await lookAt(app, uriOf(db)))['ttl-idle'];
  await put({ expires: minutesAgo(4) })(db);
  expect(await idle()).toEqual({ status: 'holds' });
  const uptime = async () => (await db.admin().serverStatus()).uptime;
  if ((await uptime()) < 100) {
    await put({ expires: minutesAgo(6) })(db);
    expect(await idle()).toMatchObject({ status: 'skipped' });
  }
  await expect.poll(uptime, { timeout: 130_000, interval: 1_000 }).toBeGreaterThan(120);
  for (const minutes of [6, 24 * 60]) {
    // The monitor may come round in the midst of it.
    const later = async () => {
      await put({ expires: minutesAgo(minutes) })(db);
      return idle();
    };
    await expect.poll(later).toMatchObject({ status: 'found' });
    await sessions(db).deleteMany({});
  }
  expect(await idle()).toEqual({ status: 'holds' });
}, 180_000);
