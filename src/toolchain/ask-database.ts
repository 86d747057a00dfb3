import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Secret } from '../secret.ts';
import { run } from './process.ts';

export interface DatabaseQuestion {
  directory: string;
  /** Where the app's driver is, as `findDriver` has found it. */
  driver: string;
  uri: Secret;
  /** Taken whatever the URI names. */
  database: string | undefined;
  /** Taken where the URI names none. */
  defaultDatabase: string | undefined;
  collection: string;
  /** The field that says when a session ends. */
  expiryField: string;
  /** The field that a session is found by. */
  idField: string;
  /** Other collections whose indexes are asked for. */
  others: readonly string[];
}

export interface IndexFacts {
  key: Readonly<Record<string, unknown>>;
  expireAfterSeconds: number | undefined;
  isUnique: boolean;
}

/** What a database says of its sessions. What the server does not tell is undefined. */
export interface DatabaseAnswer {
  version?: string | undefined;
  /** Some speak MongoDB's protocol, and have versions of their own. */
  isMongoDB?: boolean | undefined;
  /** Seconds. */
  uptime?: number | undefined;
  /** The server's clock less ours, in milliseconds. */
  skew?: number | undefined;
  isReplicaSet?: boolean | undefined;
  /** Of the URI's write concern. */
  w?: string | undefined;
  /** By collection; one that is not there has none. */
  indexes: Readonly<Record<string, readonly IndexFacts[] | undefined>>;
  count?: number | undefined;
  endless?: number | undefined;
  /** Over for more than five minutes. */
  overdue?: number | undefined;
  large?: number | undefined;
  largest?: number | undefined;
  /** Of a hundred sessions: how many ids are like those in a cookie, and how many are like a hash. */
  ids?: { looked: number; plain: number; hashed: number } | undefined;
}

const LIMIT = 20_000;

/**
 * Asks the database with the app's own driver, in a process of its own. Reads only.
 *
 * @returns the answer, or the driver's code of the error: its message may quote the URI
 */
export async function askDatabase(
  question: DatabaseQuestion,
  signal: AbortSignal,
): Promise<DatabaseAnswer | { error: string }> {
  const { directory, uri, ...rest } = question;
  const environment = { CHECK: JSON.stringify({ ...rest, uri: uri.reveal() }) };
  const args = ['--input-type=module', '-'];
  const ran = await run(process.execPath, args, {
    directory,
    environment,
    input: SCRIPT,
    timeout: LIMIT,
    signal,
  });
  try {
    return JSON.parse(ran.stdout);
  } catch {
    return { error: 'no answer in time' };
  }
}

/**
 * Where the app's driver is: beside the app, above it in a workspace, or where one of the packages has brought its own.
 *
 * @returns its URL, or undefined where it is not installed
 */
export function findDriver(directory: string, packages: readonly string[]): string | undefined {
  const places = ['', ...packages.map((name) => `node_modules/${name}`)];
  for (const place of places) {
    try {
      // pnpm has its packages behind links, and what they need beside where those lead.
      const from = realpathSync(join(directory, place));
      return pathToFileURL(createRequire(join(from, 'package.json')).resolve('mongodb')).href;
    } catch {
      // It is not there.
    }
  }
  return undefined;
}

const SCRIPT = `
const { driver, uri, database, defaultDatabase, collection, expiryField, idField, others } = JSON.parse(process.env.CHECK);
const print = (answer) => console.log(JSON.stringify(answer));
const limit = { maxTimeMS: 3000 };
const attempt = (promise) => promise.catch(() => undefined);
let client;
try {
  const { MongoClient } = (await import(driver)).default;
  client = new MongoClient(uri, { serverSelectionTimeoutMS: 4000, connectTimeoutMS: 4000, socketTimeoutMS: 4000 });
  await client.connect();
  const named = /^[^:]+:\\/\\/[^/?#]+\\/[^?#]/.test(uri);
  const db = client.db(database ?? (named ? undefined : defaultDatabase));
  const start = Date.now();
  const hello = await db.command({ hello: 1 }).catch(() => db.command({ isMaster: 1 }));
  const skew = hello.localTime ? Math.round(hello.localTime.getTime() - (start + Date.now()) / 2) : undefined;
  const indexesOf = async (name) => {
    const found = await db.collection(name).indexes().catch((error) => {
      if (error.code === 26) return [];
      if (name === collection) throw error;
    });
    return [name, found?.map(({ key, expireAfterSeconds, unique }) => ({ key, expireAfterSeconds, isUnique: unique === true }))];
  };
  // What the user may not read stops the rest.
  const own = await indexesOf(collection);
  const sessions = db.collection(collection);
  const tooLate = new Date(Date.now() + (skew ?? 0) - 300000);
  const [build, status, indexes, count, endless, overdue, sizes, ids] = await Promise.all([
    attempt(db.command({ buildInfo: 1 })),
    attempt(db.command({ serverStatus: 1, repl: 0, metrics: 0, locks: 0 })),
    Promise.all(others.map(indexesOf)),
    attempt(sessions.estimatedDocumentCount(limit)),
    attempt(sessions.countDocuments({ [expiryField]: { $not: { $type: 'date' } } }, limit)),
    attempt(sessions.countDocuments({ [expiryField]: { $lt: tooLate } }, limit)),
    attempt(sessions.aggregate([
      { $project: { size: { $bsonSize: '$$ROOT' } } },
      { $group: { _id: null, largest: { $max: '$size' }, large: { $sum: { $cond: [{ $gt: ['$size', 16384] }, 1, 0] } } } },
    ], limit).toArray()),
    attempt(sessions.find({}, { projection: { [idField]: 1 }, limit: 100, ...limit }).toArray()),
  ]);
  const texts = ids?.map((document) => String(document[idField]));
  const like = (pattern) => texts.filter((text) => pattern.test(text)).length;
  const hashed = /^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[\\w+/-]{43}=?)$/;
  const plain = /^(?![0-9a-f]{32}$)[\\w-]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  print({
    skew,
    isReplicaSet: hello.setName !== undefined,
    w: /[?&]w=([^&#]*)/i.exec(uri)?.[1],
    version: build?.version,
    isMongoDB: build && Array.isArray(build.storageEngines),
    uptime: status?.uptime,
    indexes: Object.fromEntries([own, ...indexes]),
    count, endless, overdue,
    ...(sizes?.[0] && { largest: sizes[0].largest, large: sizes[0].large }),
    ids: texts && { looked: texts.length, plain: like(plain), hashed: like(hashed) },
  });
} catch (error) {
  print({ error: String(error.code ?? error.name) });
}
await client?.close();
`;
