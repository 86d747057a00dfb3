/**
 * Sees to it that a MongoDB server is there, for as long as a command runs:
 *
 *     dev-database                    the database alone, until Ctrl-C
 *     dev-database <command>          the database, then the command
 *     dev-database --test <command>   the same with an empty database, thrown away afterwards
 *
 * A server that answers at MONGODB_URI is used. Otherwise this starts one: `mongod`, from PATH or
 * downloaded once, else SecantusDB, a MongoDB work-alike from Python's package index.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { connect, createServer } from 'node:net';
import { constants, homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseEnv } from 'node:util';
import { MongoClient, MongoServerError } from 'mongodb';

type Target = ReturnType<typeof readTarget>;

const isWindows = process.platform === 'win32';
const isTest = process.argv[2] === '--test';
const [program, ...programArguments] = process.argv.slice(isTest ? 3 : 2);
const app = fs.realpathSync(dirname(import.meta.dirname));
const homeCache = join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache');
const userCache = process.env.XDG_CACHE_HOME || process.env.LOCALAPPDATA || homeCache;
const cache = join(userCache, 'create-mongo-session-app');
const python = isWindows ? 'Scripts/python.exe' : 'bin/python';
const removal = { recursive: true, force: true, maxRetries: 5 };

// Both runners end their server when their standard input ends. It does so in any case, even when
// this script is killed, so no server is left behind.
const mongodRunner = `
const stdio = ['ignore', 'inherit', 'inherit'];
const [file, ...options] = process.argv.slice(1);
const mongod = require('node:child_process').spawn(file, options, { stdio });
mongod.on('close', (code) => process.exit(code ?? 1));
process.stdin.resume().on('end', () => mongod.kill());`;
// Kept data is on the disk before a write is acknowledged, as `w: majority` has it in MongoDB.
// The last line saves two seconds: SecantusDB notices that it is to end when a client connects.
const secantusRunner = `
import signal, socket, sys, threading
from secantus import SecantusDBServer
host, port, data, keep = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4] == 'keep'
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
options = dict(sync_on_commit=keep, replica_set_name=None, enable_test_commands=False)
with SecantusDBServer(host, port, data, **options):
    print('Waiting for connections', flush=True)
    sys.stdin.read()
    threading.Timer(0.1, socket.create_connection, [(host, port)]).start()`;

const temporaryFolders: string[] = [];
let command: ChildProcess | undefined;
let output = '';
let stopDatabase = async () => {};
let isFinishing = false;

/** Provides the database, then runs the command. */
async function main() {
  // The command would take an empty variable for a set one and pass over `.env`.
  if (!process.env.MONGODB_URI) delete process.env.MONGODB_URI;
  // Tests stay away from `.env`, which may name a database whose data is worth keeping.
  if (isTest) process.env.MONGODB_URI ??= `mongodb://127.0.0.1:${await freePort()}/test`;
  const uri = process.env.MONGODB_URI ?? uriFromFile();
  const target = readTarget(uri);
  const isFound = await look(uri, target);
  const isStarted = !isFound && target.isPlain && (await startDatabase(uri, target));
  if (isFinishing) return;
  if (!program && isStarted) return say('Press Ctrl-C to stop it.');
  if (!program) return finish(0);
  command = spawn(program, programArguments, { stdio: 'inherit' });
  command.on('error', fail);
  command.on('exit', (code, signal) => {
    finish(signal ? 128 + constants.signals[signal] : (code ?? 1));
  });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = Object(server.address());
  server.close();
  return port;
}

/** Leaves process.env as it is: the command loads `.env` itself, anew at every restart. */
function uriFromFile() {
  const file = join(app, '.env');
  const values = fs.existsSync(file) ? parseEnv(fs.readFileSync(file, 'utf8')) : {};
  return values.MONGODB_URI || 'mongodb://127.0.0.1:27017/test';
}

/** Picks from the URI what may be shown and what it takes to start a server there. */
function readTarget(uri: string) {
  try {
    const { hosts, srvHost, dbName, credentials, tls, replicaSet } = new MongoClient(uri).options;
    const { host = '', port = 27017 } = hosts[0] ?? {};
    const isLocal = hosts.length === 1 && !srvHost && /^(localhost|127\.[\d.]+|::1)$/.test(host);
    const name = `${srvHost ?? hosts.join(',')}/${dbName}`;
    // The servers started here know no users, certificates or replica sets.
    const isPlain = isLocal && !credentials && !tls && !replicaSet;
    return { name, isPlain, host: host === 'localhost' ? '127.0.0.1' : host, port, dbName };
  } catch {
    // The driver's own message may quote the URI, with the password.
    throw new Error('MONGODB_URI is not a MongoDB connection string.');
  }
}

/** Tells whether a MongoDB server answers at the URI, and says which. */
async function look(uri: string, { name, isPlain, host, port, dbName }: Target) {
  // A closed local port answers at once, whereas the driver would go on trying.
  if (isPlain && !(await isOpen(host, port))) return false;
  const example = `mongodb://127.0.0.1:${port + 1}/${dbName}`;
  const advice = `Set another port in MONGODB_URI in .env, e.g. ${example}`;
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: isPlain ? 1500 : 5000 });
  try {
    await client.db().command({ ping: 1 });
    const owner = isPlain ? await client.db('dev_database').collection('owner').findOne() : null;
    if (!owner || owner.folder === app) say(`Using the MongoDB server at ${name}.`);
    else say(`${name} is the development database of another app, ${owner.folder}.\n${advice}`);
    return true;
  } catch (error) {
    const refuses = error instanceof MongoServerError;
    if (refuses) say(`The MongoDB server at ${name} refuses access. Check MONGODB_URI.`);
    else if (!isPlain) say(`No MongoDB server answers at ${name}. Check MONGODB_URI.`);
    // A server that was just ending has closed its port by now.
    if (refuses || !isPlain || !(await isOpen(host, port))) return refuses;
    throw new Error(`Port ${port} is taken by something that does not speak MongoDB.\n${advice}`);
  } finally {
    await client.close();
  }
}

async function isOpen(host: string, port: number) {
  const socket = connect(port, host);
  await once(socket, 'connect').catch(() => {});
  const isConnected = socket.readyState === 'open';
  socket.destroy();
  return isConnected;
}

/** Starts the first server that works here. Answers false when another start was faster. */
async function startDatabase(uri: string, target: Target) {
  const kept = join(app, '.mongodb');
  const folder = isTest ? fs.mkdtempSync(join(tmpdir(), 'dev-database-')) : kept;
  if (isTest) temporaryFolders.push(folder);
  const all = Object.entries({ mongod: prepareMongod, secantusdb: prepareSecantusDB });
  // No server reads the data of another, so an app that has data stays with the server it is from.
  const known = all.filter(([name]) => fs.existsSync(join(kept, name, 'WiredTiger')));
  const failures: string[] = [];
  for (const [name, prepare] of isTest ? new Set([...known, ...all]) : known.length ? known : all) {
    const data = join(folder, name);
    output = '';
    try {
      const runner = await prepare(target, data);
      fs.mkdirSync(data, { recursive: true });
      if (!(await launch(runner, uri, target))) return false;
      say(`${name} runs at mongodb://${target.name}, its data is in ${data}`);
      return true;
    } catch (error) {
      await stopDatabase();
      const lines = String(error)
        .replace(/^Error: /, '')
        .trim()
        .split('\n');
      failures.push(`- ${name}: ${lines.at(-1)}`);
      say(`Cannot start ${name}: ${lines.slice(output ? -5 : -1).join('\n')}`);
    }
  }
  if (known.length > 0) failures.push(`To try every server, move ${kept} away, with its data.`);
  throw new Error(`No MongoDB server could be started:
${failures.join('\n')}
Install MongoDB, or Python 3.10 to 3.13 with venv, or run: docker run -p 27017:27017 mongo
or set MONGODB_URI in .env, for example to a cluster at MongoDB Atlas.`);
}

/** Launches the server, patient with a previous one that is still closing the same data. */
async function launch(runner: string[], uri: string, target: Target) {
  for (let attempt = 1; !(await launchOnce(runner)); attempt += 1) {
    const isBusy = /busy|in use|lock/i.test(output);
    if (attempt === 6 || !isBusy) throw new Error(output || 'it ended without a word');
    await sleep(800);
    if (await look(uri, target)) return false;
  }
  // Its app's name in every database started here lets two apps on one port notice each other.
  const client = new MongoClient(uri);
  const owner = client.db('dev_database').collection('owner');
  await owner.replaceOne({}, { folder: app }, { upsert: true });
  await client.close();
  return true;
}

/** Answers whether the server came up. It runs until its standard input is closed. */
function launchOnce([file = '', ...options]: string[]): Promise<boolean> {
  // In a group of its own it misses the terminal's Ctrl-C, and so lasts until the command ended.
  const child = spawn(file, options, { detached: !isWindows, windowsHide: true });
  return new Promise((resolve) => {
    let isReady = false;
    const read = (chunk: Buffer | Error) => {
      output = (output + chunk).slice(-4000);
      isReady ||= /waiting for connections/i.test(output);
      if (isReady) resolve(true);
    };
    output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', read);
    child.on('error', read);
    child.on('close', () => {
      if (isReady && !isFinishing) say('The database has ended by itself.');
      resolve(false);
    });
    stopDatabase = async () => {
      child.stdin.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
    };
  });
}

/** Finds mongod on PATH or in a cache, or downloads it. */
async function prepareMongod({ host, port }: Target, data: string) {
  const name = isWindows ? 'mongod.exe' : 'mongod';
  const paths = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  let mongod = paths.find((path) => fs.existsSync(path));
  if (!mongod) {
    const { DryMongoBinary, MongoBinary } = await import('mongodb-memory-server-core');
    // The library talks on stdout, which belongs to the command.
    Object.assign(console, { log() {}, warn() {}, error() {} });
    process.env.MONGOMS_MAX_RETRIES ??= '1';
    const downloadDir = join(cache, 'mongod');
    const isThere = await DryMongoBinary.locateBinary({ version: '', downloadDir });
    if (!isThere) {
      refuseLock(downloadDir);
      say(
        `Downloading MongoDB (80 MB, on Windows several 100, at most 10 minutes) to ${downloadDir}`,
      );
    }
    const late = sleep(600_000, undefined, { ref: false }).then(() => {
      throw new Error('the download took longer than 10 minutes');
    });
    mongod = await Promise.race([MongoBinary.getPath({ downloadDir }), late]);
  }
  const options = ['--port', `${port}`, '--dbpath', data, '--bind_ip', host];
  if (host === '::1') options.push('--ipv6');
  return [process.execPath, '-e', mongodRunner, '--', mongod, ...options];
}

/** The library waits for a lock as long as a process has its number, which may be quite another one by now. */
function refuseLock(folder: string) {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  for (const name of names.filter((name) => name.endsWith('.lock'))) {
    const lock = join(folder, name);
    const owner = Number.parseInt(fs.readFileSync(lock, 'utf8'), 10);
    if (isAlive(owner))
      throw new Error(`${lock} says that process ${owner} is downloading it: delete it if not`);
  }
}

function isAlive(pid: number) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return Object(error).code === 'EPERM';
  }
}

/** Finds SecantusDB in the cache that all apps share, or installs it there. */
async function prepareSecantusDB({ host, port }: Target, data: string) {
  const home = join(cache, 'secantusdb-0.7.0b3');
  const keep = isTest ? 'discard' : 'keep';
  const runner = [join(home, python), '-I', '-c', secantusRunner, host, `${port}`, data, keep];
  const isInstalled = () => runPython(join(home, python), '-c', 'import secantus') === '';
  if (isInstalled()) return runner;
  // What is there is of no use any more, as when its Python was removed.
  fs.rmSync(home, removal);
  const check = 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))';
  const names = ['python3', 'python', 'py', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
  const base = names.find((name) => runPython(name, '-c', check) === '');
  if (!base) throw new Error('it needs Python 3.10 to 3.13, which is not there');
  say(`Installing SecantusDB in ${home} (25 MB to download, 150 MB on disk) ...`);
  // Built aside and then renamed, so that a build cut short or done twice at once does no harm.
  const building = `${home}.${process.pid}`;
  temporaryFolders.push(building);
  const pip = 'pip install --disable-pip-version-check --only-binary=:all: secantusdb==0.7.0b3';
  const problem =
    runPython(base, '-m', 'venv', '--clear', building) ||
    runPython(join(building, python), '-m', ...pip.split(' '));
  if (problem) throw new Error(problem);
  try {
    fs.renameSync(building, home);
  } catch (error) {
    if (!isInstalled()) throw error;
  }
  return runner;
}

/** Answers what Python complained of, or nothing when all went well. */
function runPython(file: string, ...options: string[]) {
  const run = spawnSync(file, ['-I', ...options], { encoding: 'utf8', windowsHide: true });
  return run.status === 0 ? '' : run.stderr || run.stdout || `${file} does not run`;
}

function say(text: string) {
  process.stderr.write(`${text.replace(/^/gm, '[db] ')}\n`);
}

function fail(error: Error) {
  say(error.message);
  finish(1);
}

async function finish(code: number) {
  if (isFinishing) return;
  isFinishing = true;
  // A database that hangs does not hang us: our end closes its standard input all the same.
  await Promise.race([stopDatabase(), sleep(15_000)]);
  for (const folder of temporaryFolders) fs.rmSync(folder, removal);
  process.exit(code);
}

/** Lets the command end first, for it may still need the database. */
function onSignal(signal: NodeJS.Signals) {
  if (!command) finish(program ? 128 + constants.signals[signal] : 0);
  // Ctrl-C reaches the command without our help. It gets a second one only if it goes on.
  setTimeout(() => command?.kill(signal), signal === 'SIGTERM' ? 0 : 2000);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
main().catch(fail);
