import { readFileSync } from 'node:fs';
import { MongoClient } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../bed/app.ts';
import { ownDatabase } from '../bed/database.ts';
import { openNetwork } from '../bed/network.ts';
import { ANSWER_LIMIT, OUTAGES } from '../bed/outage.ts';
import { sample } from '../bed/sample.ts';
import { type Answer, Visitor } from '../bed/visitor.ts';
import { startSite, timeToLive } from './both-stores.ts';

const RECOVERY = { timeout: 20_000 };

function expectUnavailable({ status, headers, took, text }: Answer) {
  expect(status).toBe(503);
  expect(headers.get('retry-after')).toEqual(expect.stringMatching(/^[1-9]\d*$/));
  expect(took).toBeLessThan(ANSWER_LIMIT);
  expect(text).not.toMatch(/Mongo|127\.0\.0\.1/);
}

/** The app answers all requests in time: alive, not ready, and without a database no session. */
async function expectOutage(app: RunningApp, visitor: Visitor) {
  const stranger = new Visitor(() => app.url);
  const [live, ready, home, login, logout] = await Promise.all([
    stranger.get('/livez'),
    stranger.get('/readyz'),
    visitor.get('/'),
    stranger.post('/login', { name: 'Bob' }),
    visitor.post('/logout'),
  ]);
  expect(live.status).toBe(200);
  for (const answer of [ready, home, login, logout]) expectUnavailable(answer);
  for (const answer of [home, login, logout]) expect(answer.headers.getSetCookie()).toEqual([]);
}

async function expectRecovery(app: RunningApp, visitor: Visitor) {
  const ready = async () => (await visitor.get('/readyz')).status;
  await expect.poll(ready, RECOVERY).toBe(200);
  const home = async () => (await visitor.get('/')).status;
  await expect.poll(home, RECOVERY).toBe(200);
  expect(app.process.exitCode).toBeNull();
  expect(app.output()).not.toMatch(/uncaught|unhandled|\n {4}at /i);
}

describe('while MongoDB is away', () => {
  for (const [name, open] of sample('kinds of outages', Object.entries(OUTAGES), 2)) {
    test(`(${name}) requests are 503 in time, and every session is there afterwards`, async () => {
      const { uri, begin, end } = await open();
      const app = await startApp('javascript', { MONGODB_URI: uri });
      const visitor = new Visitor(() => app.url);
      await visitor.post('/login', { name: 'Ann' });
      await visitor.get('/');
      await begin();
      await expectOutage(app, visitor);
      // Once the app has noticed, and while it goes on.
      await expect.poll(app.output, RECOVERY).toContain('out of reach');
      await expectOutage(app, visitor);
      await end();
      await expectRecovery(app, visitor);
      const home = (await visitor.get('/')).json();
      expect(home).toMatchObject({ isLoggedIn: true, user: { name: 'Ann' } });
    });
  }

  test('(absent at the start) requests are 503 in time, and the app works once MongoDB is there', async () => {
    const database = await ownDatabase();
    const env = { MONGODB_URI: database.uri };
    const before = await startApp('typescript', env);
    const visitor = new Visitor(() => app.url);
    let app = before;
    await visitor.post('/login', { name: 'Ann' });
    await before.end();
    await dropIndexes(database.uri);
    await database.kill();

    app = await startApp('typescript', env);
    await expectOutage(app, visitor);
    await database.start();
    await expectRecovery(app, visitor);
    expect((await visitor.get('/')).json()).toMatchObject({ isLoggedIn: true });
    await expect.poll(() => timeToLive(database.uri), RECOVERY).toBe(0);
  });

  test('memory stays level', async () => {
    const network = await openNetwork();
    // A small young generation, so that what grows is what is kept.
    const env = { MONGODB_URI: network.uri, NODE_OPTIONS: '--max-semi-space-size=1' };
    const app = await startApp('javascript', env);
    const visitor = new Visitor(() => app.url);
    await visitor.post('/login', { name: 'Ann' });
    await network.swallow();
    await load(visitor, 400);
    const before = residentMegabytes(app);
    await load(visitor, 1_200);
    expect(residentMegabytes(app) - before).toBeLessThan(20);
    await network.forward();
    await expectRecovery(app, visitor);
    expect((await visitor.get('/')).json()).toMatchObject({ isLoggedIn: true });
  });

  test('SIGTERM lets a running request be answered, and ends the app', async () => {
    const network = await openNetwork();
    const env = { MONGODB_URI: network.uri, NODE_ENV: 'production', TRUST_PROXY: '1' };
    const site = await startSite('created', env);
    const https = { 'x-forwarded-proto': 'https' };
    await site.visitor.post('/login', { name: 'Ann' }, { headers: https });
    const headers = { ...https, 'x-hold': 'request' };
    const running = site.visitor.post('/save', { colour: 'blue' }, { headers });
    await site.holding(1);
    const ended = site.end();
    site.release();
    // In development within a second, so that a saved file restarts at once.
    expect((await running).status).toBeLessThan(300);
    expect(await ended).toBe(0);
  });

  test('SIGTERM ends an app that has never seen its database', async () => {
    const network = await openNetwork({ open: false });
    const app = await startApp('javascript', { MONGODB_URI: network.uri });
    expect(await app.end()).toBe(0);
  });
});

test('a database user who may not create indexes can use the app, which names what is missing', async () => {
  const database = await ownDatabase();
  const client = new MongoClient(database.uri);
  const db = client.db();
  const resource = { db: db.databaseName, collection: '' };
  const actions = ['find', 'insert', 'update', 'remove', 'listIndexes'];
  await db.command({ createRole: 'writer', privileges: [{ resource, actions }], roles: [] });
  await db.command({ createUser: 'app', pwd: 'canary-password', roles: ['writer'] });
  await client.close();
  await database.startGuarded();

  const uri = new URL(database.uri);
  uri.username = 'app';
  uri.password = 'canary-password';
  const app = await startApp('javascript', { MONGODB_URI: uri.href });
  const visitor = new Visitor(() => app.url);
  const ready = async () => (await visitor.get('/readyz')).json();
  const missing = ['sessions {"expires":1}'];
  await expect.poll(ready, RECOVERY).toEqual({ ok: true, missing });
  await expect
    .poll(app.output, RECOVERY)
    .toContain('cannot create the index sessions {"expires":1}');
  expect(app.output()).not.toContain('canary-password');
  expect((await visitor.post('/login', { name: 'Ann' })).status).toBe(200);
  expect((await visitor.get('/')).json()).toMatchObject({ isLoggedIn: true });
  expect((await visitor.post('/logout')).status).toBe(204);
});

/** Sends so many requests, some of them at once. */
async function load(visitor: Visitor, requests: number) {
  const send = async () => {
    for (let sent = 0; sent < requests / 20; sent += 1) expectUnavailable(await visitor.get('/'));
  };
  await Promise.all(Array.from({ length: 20 }, send));
}

function residentMegabytes({ process: { pid } }: RunningApp): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

async function dropIndexes(uri: string) {
  const client = new MongoClient(uri);
  await client.db().collection('sessions').dropIndexes();
  await client.close();
}
