/**
 * Measures what a signed-in request of each created app costs beside the tutorial's own app and one with
 * connect-mongo, on one server: requests a second, latency, database operations per request; then how long a
 * session takes to find among many. README.md says how to read it.
 *
 *     npm run bench:requests -- [--seconds 4] [--rounds 5] [--sessions 100,10000,1000000]
 */

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execaSync } from 'execa';
import { median, print } from './compare.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LAUNCHER = join(ROOT, 'bin/create-mongo-session-app.js');
const SECRET = 'a-secret-of-the-bench-thirty-two-bytes';
const PASSWORD = 'a sentence is a good password';
const CONNECTIONS = 20;
/** The databases of a run begin with it: the server may hold others. */
const RUN = `bench-${randomBytes(4).toString('hex')}`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
    sessions: { type: 'string', default: '100,10000,1000000' },
  },
});
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bench-')));
const running = [];
try {
  await main();
} finally {
  for (const child of running) child.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

async function main() {
  for (const template of ['minimal', 'auth', 'api']) createApp(template);
  execaSync('npm', ['install', '--no-audit', 'autocannon@8', 'connect-mongo@5'], {
    cwd: appOf('auth'),
  });
  const { default: autocannon } = await import(
    join(appOf('auth'), 'node_modules/autocannon/autocannon.js')
  );
  const uri = await startDatabase();
  const { MongoClient } = await import('mongodb');
  const client = await new MongoClient(uri).connect();
  try {
    await measureRequests(uri, autocannon);
    await measureLookUp(client);
  } finally {
    const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
    for (const { name } of databases)
      if (name.startsWith(RUN)) await client.db(name).dropDatabase();
    await client.close();
  }
}

async function measureRequests(uri, autocannon) {
  const pages = [
    // Each of ours beside peers that do the same work for the same request.
    { ours: 'minimal', path: '/', peers: [tutorial('bare'), tutorial('connect-mongo')] },
    {
      ours: 'auth',
      path: '/',
      peers: [tutorial('bare', 'page'), tutorial('connect-mongo', 'page')],
    },
    {
      ours: 'api',
      path: '/api/session',
      peers: [tutorial('bare', 'user'), tutorial('connect-mongo', 'user')],
    },
  ];
  for (const { ours, path, peers } of pages) {
    const contenders = [await startOurs(ours, uri, path)];
    for (const peer of peers) contenders.push(await startPeer(peer, uri));
    await measure(`GET ${path} of ${ours}, signed in`, contenders, autocannon);
    for (const { child } of contenders) child.kill('SIGKILL');
  }
}

function appOf(template) {
  return join(folder, template);
}

function createApp(template) {
  const flags = [
    '--template',
    template,
    '--language',
    'javascript',
    '--yes',
    '--no-git',
    '--no-check-database',
  ];
  execaSync('node', [LAUNCHER, appOf(template), ...flags], { cwd: folder });
}

/** As the created app's own tests get one; the command it runs tells where. */
async function startDatabase() {
  const print = 'console.log(process.env.MONGODB_URI); setInterval(() => {}, 1e6)';
  const args = ['scripts/dev-database.js', '--test', 'node', '-e', print];
  return waitFor(start(args, appOf('auth'), {}), /^(mongodb:\S+)$/m);
}

function start(args, cwd, env) {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } });
  running.push(child);
  return child;
}

/** Waits until a process has printed something, and returns it. What it prints later is read, and not looked at. */
function waitFor(child, pattern) {
  let output = '';
  return new Promise((resolve, reject) => {
    const streams = [child.stdout, child.stderr];
    const read = (chunk) => {
      output += chunk;
      const found = pattern.exec(output);
      if (!found) return;
      for (const stream of streams) stream.off('data', read).resume();
      resolve(found[1]);
    };
    for (const stream of streams) stream.on('data', read);
    child.once('close', () => reject(new Error(output)));
  });
}

async function startOurs(template, uri, path) {
  const database = await countingProxy(withDatabase(uri, template));
  const env = {
    ...{ MONGODB_URI: database.uri, SESSION_SECRET: SECRET, PORT: '0', HOST: '127.0.0.1' },
    // With every protection on: production, behind a proxy that ends TLS, and a line in the log for each request.
    ...{ NODE_ENV: 'production', TRUST_PROXY: '1' },
  };
  const child = start(['src/server.js'], appOf(template), env);
  const url = await waitFor(child, /listening on (http:\/\/[^\s"]+)/);
  const headers = { 'x-forwarded-proto': 'https' };
  const cookie = await signIn(template, url, headers);
  return { label: template, child, database, url: url + path, headers: { ...headers, cookie } };
}

async function signIn(template, url, headers) {
  const email = 'ann@example.com';
  const ways = {
    minimal: ['/login', JSON.stringify({ name: 'Ann' }), 'application/json'],
    auth: [
      '/register',
      `${new URLSearchParams({ email, password: PASSWORD })}`,
      'application/x-www-form-urlencoded',
    ],
    api: ['/api/users', JSON.stringify({ email, password: PASSWORD }), 'application/json'],
  };
  const [path, body, type] = ways[template];
  return cookieOf(await post(url + path, body, { ...headers, 'content-type': type }));
}

/** The tutorial's app with either store, and a route that does what one of ours does. */
function tutorial(store, route = 'visits') {
  const stores = {
    bare: "new (require('connect-mongodb-session')(session))({ uri, collection: 'sessions' })",
    'connect-mongo': "require('connect-mongo').create({ mongoUrl: uri })",
  };
  const routes = {
    visits:
      'req.session.visits += 1; res.json({ isLoggedIn: true, user: req.session.user, visits: req.session.visits });',
    user: 'const user = await users.findOne({ _id: req.session.user }); res.json({ email: user.email });',
    page: "const user = await users.findOne({ _id: req.session.user }); res.render('home', { title: 'Home', user, csrfToken: 'x', flash: undefined, faults: {}, values: {}, message: undefined, next: undefined });",
  };
  const source = `
    const express = require('express');
    const session = require('express-session');
    const { MongoClient } = require('mongodb');
    const uri = process.env.MONGODB_URI;
    const users = new MongoClient(uri).db().collection('users');
    const app = express();
    app.set('view engine', 'ejs');
    app.use(session({ secret: '${SECRET}', resave: false, saveUninitialized: false, store: ${stores[store]} }));
    app.post('/login', async (req, res) => {
      await users.updateOne({ _id: 1 }, { $set: { email: 'ann@example.com' } }, { upsert: true });
      Object.assign(req.session, { isLoggedIn: true, user: 1, visits: 0 });
      res.end();
    });
    app.get('/', async (req, res) => { ${routes[route]} });
    const server = app.listen(0, '127.0.0.1', () => console.log('listening on http://127.0.0.1:' + server.address().port));`;
  return { label: `tutorial, ${store}`, source };
}

async function startPeer({ label, source }, uri) {
  const file = join(appOf('auth'), `${label.replace(/\W+/g, '-')}.cjs`);
  writeFileSync(file, source);
  const database = await countingProxy(withDatabase(uri, label.replace(/\W+/g, '-')));
  const child = start([file], appOf('auth'), { MONGODB_URI: database.uri, NODE_ENV: 'production' });
  const url = await waitFor(child, /listening on (\S+)/);
  return {
    label,
    child,
    database,
    url: `${url}/`,
    headers: { cookie: cookieOf(await post(`${url}/login`)) },
  };
}

function post(url, body, headers) {
  return fetch(url, { method: 'POST', body, headers, redirect: 'manual' });
}

function cookieOf(response) {
  const [cookie] = response.headers.getSetCookie();
  if (!cookie) throw new Error(`${response.url} did not sign in: ${response.status}`);
  return cookie.split(';', 1)[0];
}

function withDatabase(uri, name) {
  const url = new URL(uri);
  url.pathname = `/${RUN}-${name}`;
  return url;
}

/** Stands between an app and the database, and counts the commands that pass but for the driver's heartbeat. */
async function countingProxy(uri) {
  const counts = { commands: 0 };
  const server = createServer((client) => {
    const database = connect(Number(uri.port), uri.hostname);
    database.pipe(client);
    client.on('data', (bytes) => {
      // A busy client sends a command in one write; what is left is the heartbeat, which says hello.
      if (!/hello|ismaster/i.test(bytes.toString('latin1'))) counts.commands += 1;
      database.write(bytes);
    });
    for (const socket of [client, database]) socket.on('error', () => {});
    client.on('close', () => database.destroy());
    database.on('close', () => client.destroy());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const own = new URL(uri);
  own.port = server.address().port;
  own.searchParams.set('directConnection', 'true');
  return { uri: own.href, counts };
}

async function measure(title, contenders, autocannon) {
  const figures = contenders.map(() => []);
  const rounds = Number(values.rounds);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { url, headers, database, child }] of contenders.entries()) {
      const before = database.counts.commands;
      const cpuBefore = cpuOf(child);
      const duration = Number(values.seconds);
      const run = await autocannon({ url, headers, connections: CONNECTIONS, duration });
      if (run.non2xx > 0 || run['2xx'] === 0) throw new Error(`${url} did not answer 2xx`);
      const commands = (database.counts.commands - before) / run['2xx'];
      const cpu = (cpuOf(child) - cpuBefore) / run['2xx'];
      const { requests, latency } = run;
      if (round > 0)
        figures[index].push({
          rate: requests.average,
          latency: latency.p50,
          slow: latency.p99,
          commands,
          cpu,
        });
    }
  }
  const of = (index, key) => figures[index].map((figure) => figure[key]);
  const rows = contenders.map(({ label }, index) => {
    const rates = of(index, 'rate');
    const pairs = rates.map((rate, round) => of(0, 'rate')[round] / rate);
    return [
      label,
      ...[Math.min(...rates), median(rates), Math.max(...rates)].map((rate) => rate.toFixed(0)),
      ...['latency', 'slow'].map((key) => median(of(index, key)).toFixed(1)),
      median(of(index, 'commands')).toFixed(2),
      median(of(index, 'cpu')).toFixed(2),
      index === 0 ? '' : median(pairs).toFixed(2),
    ];
  });
  const columns = [
    'min req/s',
    'median',
    'max',
    'ms p50',
    'ms p99',
    'commands',
    'cpu ms',
    'ours/it',
  ];
  print(title, columns, rows);
}

/** The processor time that a process has taken, in milliseconds; NaN where the system does not tell (Linux does). */
function cpuOf({ pid }) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // utime and stime, in ticks of 10 ms (proc(5)).
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

/** Looks one session up among more and more of them, each time the way the store does. */
async function measureLookUp(client) {
  const sessions = client.db(`${RUN}-look-up`).collection('sessions');
  await sessions.createIndex({ expires: 1 }, { expireAfterSeconds: 0 });
  const [expires, createdAt] = [new Date(Date.now() + 8.64e7), new Date()];
  const session = { cookie: {}, userId: '0'.repeat(24), csrfToken: 'x'.repeat(43), version: 1 };
  const rows = [];
  let stored = 0;
  for (const wanted of values.sessions.split(',').map(Number)) {
    while (stored < wanted) {
      const batch = Array.from({ length: Math.min(5_000, wanted - stored) }, (_, index) => ({
        _id: `session-${stored + index}`,
        ...{ createdAt, lastSeenAt: createdAt, expires, session },
      }));
      await sessions.insertMany(batch, { ordered: false });
      stored += batch.length;
    }
    const times = [];
    for (let count = 0; count < 500; count += 1) {
      const _id = `session-${Math.floor(Math.random() * stored)}`;
      const begin = performance.now();
      await sessions.findOne({
        _id,
        expires: { $gt: new Date() },
        createdAt: { $gt: new Date(0) },
      });
      times.push(performance.now() - begin);
    }
    rows.push([`${wanted} sessions`, Math.min(...times).toFixed(2), median(times).toFixed(2)]);
  }
  print('Look-up of one session', ['min ms', 'median ms'], rows);
}
