/**
 * Measures what a signed-in request of each created app costs beside the tutorial's own app and one with
 * connect-mongo, on one server: requests a second, latency, database operations per request; then how long a
 * session takes to find among many. README.md says how to read it.
 *
 *     npm run bench:requests -- [--seconds 4] [--rounds 5] [--sessions 100,10000,1000000]
 */

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execaSync } from 'execa';
import { median, print } from './compare.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LAUNCHER = join(ROOT, 'bin/create-mongo-session-app.cjs');
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
let databases = 0;
try {
  await main();
} finally {
  for (const child of running) child.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

async function main() {
  for (const template of ['minimal', 'auth', 'api']) createApp(template);
  execaSync('npm', ['install', '--no-audit', 'autocannon@8', 'connect-mongo@5', 'mongoose@8'], {
    cwd: appOf('auth'),
  });
  const { default: autocannon } = await import(
    join(appOf('auth'), 'node_modules/autocannon/autocannon.js')
  );
  writeViewsOfTutorial();
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
  for (const { ours, path, peers } of [
    { ours: 'minimal', path: '/', peers: ['bare', 'connect-mongo'] },
    { ours: 'auth', path: '/', peers: ['bare', 'mongoose', 'connect-mongo'] },
    { ours: 'api', path: '/api/session', peers: ['bare', 'mongoose', 'connect-mongo'] },
  ]) {
    const tutorials = peers.map((store) => (at) => startTutorial(store, ours, at));
    const starts = [(at) => startOurs(ours, at, path), ...tutorials];
    const contenders = [];
    for (const start of starts) {
      const commands = await countCommands(uri, start);
      contenders.push({ ...(await start(uri)), commands });
    }
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

/** The same pages, with includes as EJS documents them: relative to the page. */
function writeViewsOfTutorial() {
  const [from, to] = ['views', 'tutorial'].map((name) => join(appOf('auth'), name));
  cpSync(from, to, { recursive: true });
  const home = join(to, 'home.ejs');
  writeFileSync(home, readFileSync(home, 'utf8').replaceAll("include('/", "include('"));
}

/** As the created app's own tests get one; the command it runs tells where. */
async function startDatabase() {
  const print = 'console.log(process.env.MONGODB_URI); setInterval(() => {}, 1e6)';
  const args = ['scripts/dev-database.js', '--test', 'node', '-e', print];
  return waitFor(start(args, appOf('auth'), {}), /^(mongodb:\S+)$/m);
}

function start(args, cwd, env, stdio) {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env }, stdio });
  running.push(child);
  return child;
}

/** Waits until a process has printed something, and returns it. */
function waitFor(child, pattern) {
  let output = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        const found = pattern.exec(output);
        if (found) resolve(found[1]);
      });
    }
    child.once('close', () => reject(new Error(output)));
  });
}

/** Starts an app and waits until it answers. What it logs goes nowhere: whoever reads it would take turns with it. */
async function startApp(args, cwd, env) {
  const port = await freePort();
  const child = start(args, cwd, { ...env, PORT: port }, ['ignore', 'ignore', 'inherit']);
  const url = `http://127.0.0.1:${port}`;
  for (const until = Date.now() + 20_000; Date.now() < until; await sleep(50)) {
    if (await fetch(`${url}/livez`).catch(() => undefined)) return { child, url };
  }
  throw new Error(`${cwd} does not answer`);
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

async function startOurs(template, uri, path) {
  const env = {
    ...{ MONGODB_URI: withDatabase(uri, template), SESSION_SECRET: SECRET, HOST: '127.0.0.1' },
    // With every protection on: production, behind a proxy that ends TLS, and a line in the log for each request.
    ...{ NODE_ENV: 'production', TRUST_PROXY: '1' },
    // Nobody takes the mail to the one user: it is given up after a minute.
    ...{
      SMTP_URL: 'smtp://127.0.0.1:9',
      MAIL_FROM: 'app@example.com',
      APP_URL: 'https://example.com',
    },
  };
  const { child, url } = await startApp(['src/server.js'], appOf(template), env);
  const headers = { 'x-forwarded-proto': 'https' };
  const cookie = await signIn(template, url, headers);
  return { label: template, child, url: url + path, headers: { ...headers, cookie } };
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

/**
 * The app that the tutorials end with, in which a user of ours would be at home: it parses what is sent, has a static
 * folder and a session, loads the session's user with every request, and answers the same. `mongoose` loads the user
 * the way most of them do, `bare` and `connect-mongo` with the driver alone.
 */
async function startTutorial(store, template, uri) {
  const file = join(appOf('auth'), `tutorial-${store}-${template}.cjs`);
  writeFileSync(file, tutorial(store, template));
  const env = { MONGODB_URI: withDatabase(uri, `tutorial-${store}`), NODE_ENV: 'production' };
  const { child, url } = await startApp([file], appOf('auth'), env);
  const cookie = cookieOf(await post(`${url}/login`));
  const label = `tutorial, ${store === 'mongoose' ? 'bare store, mongoose' : `${store} store`}`;
  return { label, child, url: `${url}/`, headers: { cookie } };
}

function tutorial(store, template) {
  const stores = {
    bare: "new (require('connect-mongodb-session')(session))({ uri, collection: 'sessions' })",
    'connect-mongo': "require('connect-mongo').create({ mongoUrl: uri })",
  };
  const answers = {
    minimal: `
      req.session.visits += 1;
      res.json({ isLoggedIn: true, user: req.session.user, visits: req.session.visits });`,
    api: 'const { email, createdAt } = req.user; res.json({ email, createdAt });',
    auth: `
      const nothing = { flash: undefined, faults: {}, values: {}, message: undefined, next: undefined };
      res.render('home', { ...nothing, title: 'Home', user: req.user, csrfToken: req.session.csrfToken });`,
  };
  const users = {
    driver: `
      const { MongoClient, ObjectId } = require('mongodb');
      const users = new MongoClient(uri).db().collection('users');
      const create = async (user) => ({ _id: (await users.insertOne(user)).insertedId, ...user });
      const find = (id) => users.findOne({ _id: new ObjectId(id) });`,
    mongoose: `
      const mongoose = require('mongoose');
      mongoose.connect(uri);
      const User = mongoose.model('User', new mongoose.Schema({ email: String, password: String, createdAt: Date }));
      const create = (user) => User.create(user);
      const find = (id) => User.findById(id);`,
  };
  const hasUsers = template !== 'minimal';
  return `
    const path = require('node:path');
    const express = require('express');
    const session = require('express-session');
    const uri = process.env.MONGODB_URI;
    ${hasUsers ? (users[store] ?? users.driver) : 'const create = (user) => user;'}
    const app = express();
    app.set('view engine', 'ejs');
    app.set('views', path.join(__dirname, 'tutorial'));
    app.use(express.${template === 'auth' ? 'urlencoded({ extended: false })' : 'json()'});
    ${template === 'auth' ? "app.use(express.static(path.join(__dirname, 'public')));" : ''}
    const store = ${stores[store] ?? stores.bare};
    app.use(session({ secret: '${SECRET}', resave: false, saveUninitialized: false, store }));
    ${hasUsers ? 'app.use(async (req, res, next) => { if (req.session.user) req.user = await find(req.session.user._id); next(); });' : ''}
    app.post('/login', async (req, res) => {
      req.session.isLoggedIn = true;
      req.session.user = await create(${
        hasUsers
          ? `{ email: 'ann@example.com', password: '${'x'.repeat(95)}', createdAt: new Date() }`
          : "{ name: 'Ann' }"
      });
      req.session.csrfToken = '${'x'.repeat(43)}';
      req.session.visits = 0;
      res.end();
    });
    app.get('/', (req, res) => { ${answers[template]} });
    app.listen(process.env.PORT, '127.0.0.1');`;
}

function post(url, body, headers) {
  return fetch(url, { method: 'POST', body, headers, redirect: 'manual' });
}

function cookieOf(response) {
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  if (cookies.length === 0) throw new Error(`${response.url} did not sign in: ${response.status}`);
  return cookies.join('; ');
}

/** A database of its own for each app that is started. */
function withDatabase(uri, name) {
  const url = new URL(uri);
  databases += 1;
  url.pathname = `/${RUN}-${name}-${databases}`;
  return url.href;
}

/** The database commands of one request, on average of some, counted by a proxy in front of the database. */
async function countCommands(uri, start) {
  const { uri: counted, counts, server } = await countingProxy(new URL(uri));
  const { child, url, headers } = await start(counted);
  const requests = 200;
  const before = counts.commands;
  for (let count = 0; count < requests; count += 1) await (await fetch(url, { headers })).text();
  const commands = (counts.commands - before) / requests;
  child.kill('SIGKILL');
  server.close();
  return commands;
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
  return { uri: own.href, counts, server };
}

async function measure(title, contenders, autocannon) {
  const figures = contenders.map(() => []);
  const rounds = Number(values.rounds);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { url, headers, child }] of contenders.entries()) {
      const cpuBefore = cpuOf(child);
      const duration = Number(values.seconds);
      const run = await autocannon({ url, headers, connections: CONNECTIONS, duration });
      if (run.non2xx > 0 || run['2xx'] === 0) throw new Error(`${url} did not answer 2xx`);
      const cpu = (cpuOf(child) - cpuBefore) / run['2xx'];
      const { requests, latency } = run;
      const figure = { rate: requests.average, latency: latency.p50, slow: latency.p99, cpu };
      if (round > 0) figures[index].push(figure);
    }
  }
  const of = (index, key) => figures[index].map((figure) => figure[key]);
  /** The median of the ratios of ours to another within each turn. */
  const ratio = (index, key) =>
    median(of(index, key).map((other, round) => of(0, key)[round] / other)).toFixed(2);
  const rows = contenders.map(({ label, commands }, index) => {
    const rates = of(index, 'rate');
    return [
      label,
      ...[Math.min(...rates), median(rates), Math.max(...rates)].map((rate) => rate.toFixed(0)),
      index === 0 ? '' : ratio(index, 'rate'),
      ...['latency', 'slow'].map((key) => median(of(index, key)).toFixed(1)),
      commands.toFixed(2),
      median(of(index, 'cpu')).toFixed(2),
      index === 0 ? '' : ratio(index, 'cpu'),
    ];
  });
  const columns = ['min req/s', 'median', 'max', 'ours/it', 'ms p50', 'ms p99'];
  print(title, [...columns, 'commands', 'cpu ms', 'ours/it'], rows);
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
      await sessions.findOne({ _id });
      times.push(performance.now() - begin);
    }
    rows.push([`${wanted} sessions`, Math.min(...times).toFixed(2), median(times).toFixed(2)]);
  }
  print('Look-up of one session', ['min ms', 'median ms'], rows);
}
