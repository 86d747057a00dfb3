import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Secret } from '../secret.ts';
import { run } from './process.ts';

export interface DatabaseQuestion {
  directory: string;
  uri: Secret;
  /** Taken where the URI names none. */
  database: string | undefined;
  collection: string;
  /** The field that says when a session ends. */
  expiryField: string;
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
  /** The server's clock less ours, in milliseconds. */
  skew?: number | undefined;
  isReplicaSet?: boolean | undefined;
  /** Of the URI's write concern. */
  w?: number | string | undefined;
  /** By collection; one that is not there has none. */
  indexes: Readonly<Record<string, readonly IndexFacts[] | undefined>>;
  count?: number | undefined;
  endless?: number | undefined;
  /** Over for more than five minutes. */
  overdue?: number | undefined;
  large?: number | undefined;
  largest?: number | undefined;
  /** Of a hundred: whose id looks like the one in a cookie. */
  plainIds?: number | undefined;
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

/** Whether the app's driver is there to ask with. */
export function hasDriver(directory: string): boolean {
  return existsSync(join(directory, 'node_modules/mongodb/package.json'));
}

const SCRIPT = `
const { uri, database, collection, expiryField, others } = JSON.parse(process.env.CHECK);
const LIMIT = 3000;
const answer = { indexes: {} };
let client;
const attempt = async (what) => {
  try { return await what(); } catch { return undefined; }
};
try {
  const { MongoClient } = await import('mongodb');
  client = new MongoClient(uri, { serverSelectionTimeoutMS: 4000, connectTimeoutMS: 4000, socketTimeoutMS: 8000 });
  await client.connect();
  const named = /^[^:]+:\\/\\/[^/?#]+\\/[^?#]/.test(uri);
  const db = client.db(named ? undefined : database);
  const start = Date.now();
  const hello = await db.command({ hello: 1 }).catch(() => db.command({ isMaster: 1 }));
  const now = (start + Date.now()) / 2;
  if (hello.localTime) answer.skew = Math.round(hello.localTime.getTime() - now);
  answer.isReplicaSet = hello.setName !== undefined;
  answer.w = client.options.writeConcern?.w;
  answer.version = (await attempt(() => db.command({ buildInfo: 1 })))?.version;
  for (const name of [collection, ...others]) {
    const found = await db.collection(name).indexes().catch((error) => {
      if (error.code === 26) return [];
      if (name === collection) throw error;
      return undefined;
    });
    answer.indexes[name] = found?.map(({ key, expireAfterSeconds, unique }) => (
      { key, expireAfterSeconds, isUnique: unique === true }));
  }
  const sessions = db.collection(collection);
  const limit = { maxTimeMS: LIMIT };
  const field = '$' + expiryField;
  answer.count = await attempt(() => sessions.estimatedDocumentCount(limit));
  answer.endless = await attempt(() => sessions.countDocuments({ [expiryField]: { $not: { $type: 'date' } } }, limit));
  answer.overdue = await attempt(() => sessions.countDocuments({ [expiryField]: { $lt: new Date(now - 300000) } }, limit));
  const sizes = await attempt(() => sessions.aggregate([
    { $project: { size: { $bsonSize: '$$ROOT' } } },
    { $group: { _id: null, largest: { $max: '$size' }, large: { $sum: { $cond: [{ $gt: ['$size', 16384] }, 1, 0] } } } },
  ], limit).toArray());
  if (sizes?.[0]) Object.assign(answer, { largest: sizes[0].largest, large: sizes[0].large });
  const ids = await attempt(() => sessions.find({}, { projection: { _id: 1 }, limit: 100, ...limit }).toArray());
  answer.plainIds = ids?.filter(({ _id }) => typeof _id === 'string' && /^[A-Za-z0-9_-]{32}$/.test(_id)).length;
  console.log(JSON.stringify(answer));
} catch (error) {
  console.log(JSON.stringify({ error: String(error.code ?? error.name) }));
}
await client?.close();
`;
