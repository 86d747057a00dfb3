import { setTimeout as sleep } from 'node:timers/promises';
import type { CreateIndexesOptions, Db, MongoClient, MongoClientOptions } from 'mongodb';
import { describe, isDuplicate, OPERATION_LIMIT } from '../database.ts';
import type { Log } from '../log.ts';

/** Limits that keep a request from waiting for a database that is away, or that accepts and never answers. */
const LIMITS: MongoClientOptions = {
  serverSelectionTimeoutMS: OPERATION_LIMIT,
  connectTimeoutMS: OPERATION_LIMIT,
  socketTimeoutMS: 10_000,
  waitQueueTimeoutMS: OPERATION_LIMIT,
  heartbeatFrequencyMS: 2_000,
};

/** These limits, but for what the URI says itself. */
export function connectionOptions(uri: string): MongoClientOptions {
  const query = new URLSearchParams(uri.slice(uri.indexOf('?') + 1));
  const named = new Set([...query.keys()].map((name) => name.toLowerCase()));
  const unnamed = Object.entries(LIMITS).filter(([name]) => !named.has(name.toLowerCase()));
  return Object.fromEntries(unnamed);
}

export interface Index {
  collection: string;
  key: Record<string, 1 | -1>;
  options?: CreateIndexesOptions;
}

/** An index as `/readyz` and the log name it. */
export function nameOf({ collection, key }: Index): string {
  return `${collection} ${JSON.stringify(key)}`;
}

/** Creates the indexes that are missing. Returns the names of those that it could not create. */
export async function ensureIndexes(db: Db, indexes: readonly Index[], log: Log) {
  const missing: string[] = [];
  for (const index of indexes) {
    const name = nameOf(index);
    try {
      await ensureIndex(db, index);
    } catch (error) {
      if (await exists(db, index)) continue;
      log.warn(`cannot create the index ${name}: ${describe(error)}`);
      if (isDuplicate(error)) await logDuplicates(db, index, log);
      missing.push(name);
    }
  }
  return missing;
}

async function ensureIndex(db: Db, { collection, key, options = {} }: Index) {
  try {
    await db.collection(collection).createIndex(key, options);
  } catch (error) {
    // The index is there with another lifetime, from an earlier version of the app: change it in place.
    if (options.expireAfterSeconds === undefined || !isIndexConflict(error)) throw error;
    const index = { keyPattern: key, expireAfterSeconds: options.expireAfterSeconds };
    await db.command({ collMod: collection, index });
  }
}

/** A database user without the right to create indexes may find that somebody else has created them. */
async function exists(db: Db, { collection, key, options = {} }: Index): Promise<boolean> {
  const found = await db
    .collection(collection)
    .indexes()
    .catch(() => []);
  return found.some(
    (index) =>
      JSON.stringify(index.key) === JSON.stringify(key) &&
      index.expireAfterSeconds === options.expireAfterSeconds &&
      Boolean(index.unique) === Boolean(options.unique),
  );
}

/** Names the documents that keep an index from being unique: somebody has to decide between them. */
async function logDuplicates(db: Db, { collection, key }: Index, log: Log) {
  const [field = ''] = Object.keys(key);
  const duplicates = await db
    .collection(collection)
    .aggregate<{ ids: unknown[] }>([
      { $group: { _id: `$${field}`, ids: { $push: '$_id' } } },
      { $match: { 'ids.1': { $exists: true } } },
      { $limit: 10 },
    ])
    .toArray()
    .catch(() => []);
  for (const { ids } of duplicates) log.warn(`${collection} with one ${field}: ${ids.join(', ')}`);
}

const INDEX_OPTIONS_CONFLICT = 85;
const INDEX_KEY_SPECS_CONFLICT = 86;

function isIndexConflict(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === INDEX_OPTIONS_CONFLICT || code === INDEX_KEY_SPECS_CONFLICT;
}

/** Tries again until `attempt` returns true, waiting a little longer each time, or until `signal` aborts. */
export async function retry(attempt: () => Promise<boolean>, longest: number, signal: AbortSignal) {
  for (let pause = 250; !signal.aborted; pause = Math.min(pause * 2, longest)) {
    if (await attempt()) return;
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
}

/** Calls back when the database has been out of reach for longer than an operation waits, and when it is back. */
export function watch(client: MongoClient, onLost: () => void, onBack: () => void) {
  let lost: NodeJS.Timeout | undefined;
  client.on('topologyDescriptionChanged', ({ newDescription }) => {
    const writable = [...newDescription.servers.values()].some((server) => server.isWritable);
    if (writable) {
      clearTimeout(lost);
      lost = undefined;
      onBack();
    } else {
      lost ??= setTimeout(onLost, OPERATION_LIMIT).unref();
    }
  });
}
