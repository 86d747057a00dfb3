import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { SessionStore } from '../src/session/store.ts';

// The tests run against the MongoDB server of MONGODB_URI, in a database of their own.
const { config, secrets } = loadConfig({
  MONGODB_URI: process.env.MONGODB_URI,
  SESSION_SECRET: randomBytes(32).toString('hex'),
  LOG_LEVEL: 'error',
});
const database = `test-${randomBytes(6).toString('hex')}`;
const log = createLog(config.logLevel);

let app: { server: Server; store: SessionStore; url: string };

before(async () => {
  app = await startApp();
});

after(async () => {
  await app.store.db.dropDatabase();
  await stopApp();
});

async function startApp() {
  const store = new SessionStore({
    uri: secrets.mongoUri,
    database,
    collection: config.sessionCollection,
    idle: config.sessionIdle,
    absolute: config.sessionAbsolute,
    log,
  });
  store.connect();
  const stopping = new AbortController().signal;
  const server = createServer(
    createApp({ config, secrets: secrets.session, store, log, stopping }),
  );
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, store, url: `http://localhost:${port}` };
}

async function stopApp() {
  app.server.closeAllConnections();
  app.server.close();
  await app.store.close();
}

/** A browser in four lines: it keeps the session cookie. */
function visitor() {
  let cookie = '';
  return async (method: string, path: string, body?: unknown) => {
    const response = await fetch(app.url + path, {
      method,
      headers: { cookie, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? cookie;
    return response;
  };
}

async function home(visit: ReturnType<typeof visitor>) {
  const response = await visit('GET', '/');
  return (await response.json()) as { isLoggedIn: boolean; visits: number };
}

test('a visitor who is signed out gets no cookie', async () => {
  const response = await visitor()('GET', '/');
  assert.deepEqual(await response.json(), { isLoggedIn: false, user: null, visits: 0 });
  assert.deepEqual(response.headers.getSetCookie(), []);
  assert.equal(await app.store.db.collection(config.sessionCollection).countDocuments(), 0);
});

test('signs in, counts visits, signs out', async () => {
  const visit = visitor();
  assert.equal((await visit('POST', '/login', { name: 'Ann' })).status, 200);
  assert.deepEqual(await home(visit), { isLoggedIn: true, user: { name: 'Ann' }, visits: 1 });
  assert.equal((await home(visit)).visits, 2);
  assert.equal((await visit('POST', '/logout')).status, 204);
  assert.equal((await home(visit)).isLoggedIn, false);
});

test('every login gets a new session id', async () => {
  const visit = visitor();
  const first = (await visit('POST', '/login', { name: 'Ann' })).headers.getSetCookie();
  const second = (await visit('POST', '/login', { name: 'Ann' })).headers.getSetCookie();
  assert.notDeepEqual(first, second);
});

test('a session survives a restart of the app', async () => {
  const visit = visitor();
  await visit('POST', '/login', { name: 'Ann' });
  await stopApp();
  app = await startApp();
  assert.equal((await home(visit)).isLoggedIn, true);
});

test('a logout is not undone by a slow request', async () => {
  const { store } = app;
  const visit = visitor();
  await visit('POST', '/login', { name: 'Ann' });
  // The slow request has read the session and waits with its answer while the visitor signs out.
  const write = store.set;
  store.set = async (sid, session, callback) => {
    await sleep(300);
    write.call(store, sid, session, callback);
  };
  const slow = visit('GET', '/');
  await sleep(100);
  await visit('POST', '/logout');
  await (await slow).text();
  store.set = write;
  assert.equal((await home(visit)).isLoggedIn, false);
});

test('a name that is missing or no text is refused', async () => {
  for (const body of [{}, { name: '' }, { name: { $ne: null } }]) {
    assert.equal((await visitor()('POST', '/login', body)).status, 422);
  }
});

test('an unknown path is 404 and says nothing of the inside', async () => {
  const response = await visitor()('GET', '/nothing');
  assert.equal(response.status, 404);
  assert.equal(response.headers.get('x-powered-by'), null);
});
