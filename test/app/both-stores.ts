import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fs from 'fs-extra';
import { type Collection, type Db, MongoClient } from 'mongodb';
import { expect, inject, onTestFinished, test } from 'vitest';
import { ownDatabaseUri, type RunningApp, startApp } from '../bed/app.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { sample } from '../bed/sample.ts';
import { Visitor } from '../bed/visitor.ts';

/** The created app's store, or MongoDBStore as connect-mongodb-session publishes it. */
export type Which = 'created' | 'bare';

/** A fault of the bare store, and the check that shows whether a store has it. */
export interface Row {
  /** What must hold. */
  name: string;
  /** What the bare store does instead. The check must fail with these words, and for no other reason. */
  fault: string;
  check(which: Which, fault: string): Promise<void>;
}

/**
 * Runs each check with the created store, where it has to pass, and some with the bare one, where it has to fail: all
 * with `npm run test:all`.
 */
export function testWithBothStores(rows: readonly Row[]) {
  for (const { name, fault, check } of rows) {
    test(`${name}: the created store`, () => check('created', fault));
  }
  const count = Math.ceil(rows.length / 3);
  for (const { name, fault, check } of sample('faults of the bare store', rows, count)) {
    test(`${name}: not the bare store (${fault})`, async () => {
      const outcome = await check('bare', fault).then(
        () => 'the check passed',
        (error: Error) => error.message,
      );
      expect(outcome).toContain(fault);
    });
  }
}

type Answer<T> = (error?: unknown, value?: T) => void;

/** What both stores are, or should be. */
export interface Store {
  db: Db;
  client: MongoClient;
  get(sid: string, callback: Answer<object | null>): void;
  set(sid: string, session: object, callback: Answer<void>): void;
  destroy(sid: string, callback: Answer<void>): void;
  all?(callback: Answer<object[]>): void;
  length?(callback: Answer<number>): void;
  touch?(sid: string, session: object, callback: Answer<void>): void;
  close?(): Promise<void>;
  on(event: string, listener: () => void): unknown;
  once(event: string, listener: () => void): unknown;
  emit(event: string): boolean;
  off(event: string, listener: () => void): unknown;
}

export interface OpenStore {
  store: Store;
  collection: Collection<{ _id: string; expires?: Date }>;
  /** What the store has told its maker: arguments of the callback, or warnings of the log. */
  told: unknown[];
}

const IDLE = 3_600_000;
const COLLECTION = 'sessions';

/** Opens a store in this process, out of the created app's folder. It is closed when the test ends. */
export async function openStore(which: Which, uri: string, more: object = {}): Promise<OpenStore> {
  const app = inject('apps').javascript;
  const told: unknown[] = [];
  let store: Store;
  if (which === 'bare') {
    const require = createRequire(join(app, 'package.json'));
    const MongoDBStore = require('connect-mongodb-session')(require('express-session'));
    const options = { uri, collection: COLLECTION, expires: IDLE, ...more };
    store = new MongoDBStore(options, (error?: Error) => told.push(error));
  } else {
    const { SessionStore } = await import(pathToFileURL(join(app, 'src/session/store.js')).href);
    const log = {
      warn: (message: string) => told.push(message),
      error() {},
      info() {},
      debug() {},
    };
    const database = new URL(uri).pathname.slice(1);
    const limits = { idle: IDLE, absolute: 24 * IDLE };
    const created = new SessionStore({ uri, database, collection: COLLECTION, ...limits, log });
    created.connect();
    store = created;
  }
  onTestFinished(() => {
    // Not awaited: in an outage the bare store's connections end when the network of the test does.
    (store.close ? store.close() : store.client.close()).catch(() => {});
  });
  return { store, collection: store.db.collection(COLLECTION), told };
}

/** The answer to one of a store's callbacks. Rejects with `otherwise` when none has come after a while. */
export function answered<T>(call: (callback: Answer<T>) => void, otherwise: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(otherwise)), 5_000);
    call((error, value) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve(value as T);
    });
  });
}

/** A session as a request leaves it. */
export function newSession(name = 'Ann') {
  return { cookie: { path: '/', originalMaxAge: null }, isLoggedIn: true, user: { name } };
}

export const newId = () => randomBytes(18).toString('base64url');

/** Stores a session, and returns its id. */
export async function storeSession(store: Store, name?: string): Promise<string> {
  const sid = newId();
  await answered((callback) => store.set(sid, newSession(name), callback), 'set never answers');
  return sid;
}

/** The lifetime of the index that removes expired sessions, or undefined while there is none. */
export async function timeToLive(uri: string): Promise<number | undefined> {
  const client = new MongoClient(uri);
  try {
    const indexes = await client.db().collection(COLLECTION).indexes();
    return indexes.find(({ key }) => 'expires' in key)?.expireAfterSeconds;
  } catch {
    return undefined;
  } finally {
    await client.close();
  }
}

export interface Site extends RunningApp {
  visitor: Visitor;
  /** Where its sessions are. */
  collection: Collection<{ _id: string; expires: Date; session: Record<string, unknown> }>;
  /** Lets the requests go on that wait in the routes of the tests. */
  release(): void;
  /** Resolves when so many requests wait. */
  holding(requests: number): Promise<void>;
}

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));

/** Starts the created app, or the tutorial's app with the bare store, both with the tests' own routes added. */
export async function startSite(which: Which, env: Record<string, string>): Promise<Site> {
  const folder = which === 'created' ? await createdApp() : await bareApp();
  const app = await startApp('javascript', env, folder);
  const client = new MongoClient(env.MONGODB_URI || ownDatabaseUri());
  onTestFinished(() => client.close());
  return {
    ...app,
    visitor: new Visitor(() => app.url),
    collection: client.db().collection(COLLECTION),
    release: () => app.process.kill('SIGUSR2'),
    holding: (requests) => {
      const held = () => app.output().split('holding').length - 1;
      return expect.poll(held, { timeout: 10_000 }).toBe(requests);
    },
  };
}

/** A copy of the created app, with the routes of the tests between its sessions and its own routes. */
async function createdApp(): Promise<string> {
  const folder = await emptyApp();
  await fs.copy(join(inject('apps').javascript, 'src'), join(folder, 'src'));
  await fs.copy(join(FIXTURES, 'routes.js'), join(folder, 'src/routes.js'));
  const file = join(folder, 'src/app.js');
  const before = '  app.use(express.json());\n';
  const source = await fs.readFile(file, 'utf8');
  expect(source.split(before)).toHaveLength(2);
  const imported = "import { addRoutes } from './routes.js';\n";
  await fs.writeFile(file, imported + source.replace(before, `${before}  addRoutes(app);\n`));
  return folder;
}

async function bareApp(): Promise<string> {
  const folder = await emptyApp();
  await fs.copy(join(FIXTURES, 'routes.js'), join(folder, 'src/routes.js'));
  await fs.copy(join(FIXTURES, 'bare-server.js'), join(folder, 'src/server.js'));
  return folder;
}

async function emptyApp(): Promise<string> {
  const folder = temporaryFolder();
  await fs.outputJson(join(folder, 'package.json'), { type: 'module' });
  await fs.symlink(
    join(inject('apps').javascript, 'node_modules'),
    join(folder, 'node_modules'),
    'dir',
  );
  return folder;
}
