import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fs from 'fs-extra';
import { MongoClient } from 'mongodb';
import { inject, onTestFinished } from 'vitest';
import { cliEnvironment } from './environment.ts';
import { newFolder } from './folder.ts';

/** A database server of the test's own, whose process can be killed, frozen and started again. */
export interface OwnDatabase {
  uri: string;
  start(): Promise<void>;
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Starts it again with the users it has, and lets nobody else in. */
  startGuarded(): Promise<void>;
  /** Starts it again as the one member of a replica set. */
  startReplicaSet(): Promise<void>;
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Prepares a server, and starts it unless told otherwise. It is the created app's own development database, run
 * in a copy of the app's scripts so that its data is the test's own. Ends with the test.
 */
export async function ownDatabase({ started = true } = {}): Promise<OwnDatabase> {
  const app = inject('apps').typescript;
  const folder = newFolder();
  await fs.copy(join(app, 'scripts'), join(folder, 'scripts'));
  await fs.copy(join(app, 'package.json'), join(folder, 'package.json'));
  await fs.symlink(join(app, 'node_modules'), join(folder, 'node_modules'), 'dir');
  const uri = `mongodb://127.0.0.1:${await freePort()}/test`;

  let script: ChildProcess | undefined;
  let server: number | undefined;
  let plain: string[] = [];
  const start = async () => {
    const env = cliEnvironment({ MONGODB_URI: uri });
    const args = ['--import', 'tsx', 'scripts/dev-database.ts'];
    script = spawn(process.execPath, args, {
      cwd: folder,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await saysReady(script);
    server = serverOf(script.pid ?? 0);
    plain = plainCommand(server);
  };
  const startWith = async ([file = '', ...options]: readonly string[]) => {
    await kill();
    script = spawn(file, options, { stdio: 'ignore' });
    server = script.pid;
    while (!(await isOpen(uri))) {
      if (script.exitCode !== null)
        throw new Error(`the database does not start: ${options.join(' ')}`);
      await sleep(50);
    }
  };
  const kill = async () => {
    if (!script || server === undefined) return;
    const ended = new Promise((resolve) => script?.once('close', resolve));
    process.kill(server, 'SIGKILL');
    if (script.pid !== server) process.kill(script.pid ?? 0, 'SIGKILL');
    await ended;
    script = undefined;
    while (await isOpen(uri)) await sleep(50);
  };
  onTestFinished(async () => {
    if (script && server !== undefined) process.kill(server, 'SIGCONT');
    await kill();
    await fs.remove(folder);
  });
  if (started) await start();
  return {
    uri,
    start,
    kill,
    freeze: () => process.kill(server ?? 0, 'SIGSTOP'),
    thaw: () => process.kill(server ?? 0, 'SIGCONT'),
    startGuarded: () => startWith([...plain, '--auth']),
    startReplicaSet: async () => {
      const isMongod = /mongod/.test(basename(plain[0] ?? ''));
      const alone = plain.filter((option) => option !== '--standalone');
      await startWith(isMongod ? [...alone, '--replSet', 'rs0'] : alone);
      if (isMongod) await initiate(uri);
    },
  };
}

function saysReady(script: ChildProcess): Promise<void> {
  let talk = '';
  return new Promise((resolve, reject) => {
    script.stderr?.on('data', (chunk) => {
      talk += chunk;
      if (/Press Ctrl-C/.test(talk)) resolve();
    });
    script.once('close', () => reject(new Error(`no database: ${talk}`)));
  });
}

/** The process at the end of the chain: `mongod` has a guard between it and the script, SecantusDB has none. */
function serverOf(pid: number): number {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number)
    .filter((child) => !/esbuild/.test(readFileSync(`/proc/${child}/cmdline`, 'utf8')));
  const [first] = children;
  return first === undefined ? pid : serverOf(first);
}

function parentOf(pid: string): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

async function initiate(uri: string) {
  const client = new MongoClient(uri, { directConnection: true });
  const members = [{ _id: 0, host: new URL(uri).host }];
  await client.db('admin').command({ replSetInitiate: { _id: 'rs0', members } });
  await client.close();
}

/** The command of a running server, which takes more options. Of SecantusDB it is its own: the script's takes none. */
function plainCommand(server: number): string[] {
  const [file = '', ...options] = readFileSync(`/proc/${server}/cmdline`, 'utf8').split('\0');
  const script = options.indexOf('-c');
  if (script === -1) return [file, ...options.filter(Boolean)];
  const [host = '', port = '', data = ''] = options.slice(script + 2);
  const place = ['--host', host, '--port', port, '--storage-path', data];
  return [file, '-I', '-m', 'secantus', '--standalone', ...place];
}

async function isOpen(uri: string): Promise<boolean> {
  const socket = connect(Number(new URL(uri).port), '127.0.0.1');
  await once(socket, 'connect').catch(() => {});
  const isConnected = socket.readyState === 'open';
  socket.destroy();
  return isConnected;
}
