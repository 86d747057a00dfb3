import { setTimeout as sleep } from 'node:timers/promises';
import type { CreateIndexesOptions, Db, MongoClient, MongoClientOptions } from 'mongodb';
import type { Log } from '../log.ts';

/** Milliseconds one database operation may take. A login is several, and is due within 5 s in all. */
export const OPERATION_LIMIT = 2_000;

/** Limits that keep a request from waiting for a database that is away, or that accepts and never answers. */
export const CONNECTION_OPTIONS: MongoClientOptions = {
  serverSelectionTimeoutMS: OPERATION_LIMIT,
  connectTimeoutMS: OPERATION_LIMIT,
  socketTimeoutMS: 10_000,
  waitQueueTimeoutMS: OPERATION_LIMIT,
  heartbeatFrequencyMS: 2_000,
};

/**
 * What a primary has acknowledged alone can be rolled back: a logout, for instance. It is named with every write and
 * not for a whole collection: the driver takes a slower way with queries that inherit it.
 */
export const MAJORITY = { writeConcern: { w: 'majority' } } as const;

export interface Index {
  collection: string;
  key: Record<string, 1 | -1>;
  options?: CreateIndexesOptions;
}

/**
 * Rejects when `operation` takes longer than `limit` milliseconds. Its late result is dropped:
 * the driver's own `timeoutMS` has no effect on every operation in 6.x.
 */
export function within<T>(operation: Promise<T>, limit = OPERATION_LIMIT): Promise<T> {
  return new Promise((resolve, reject) => {
    const message = `no answer within ${limit} ms`;
    const expire = () => reject(Object.assign(new Error(message), { name: 'TimeoutError' }));
    const timer = setTimeout(expire, limit);
    operation.then(resolve, reject).then(() => clearTimeout(timer));
  });
}

/** The database did not answer. The driver's message stays out of it: it may hold a session id. */
export class DatabaseUnavailable extends Error {
  readonly status = 503;

  constructor(reason: string) {
    super(`the database did not answer (${reason})`);
  }
}

/** The result of a database operation, in time. */
export function answer<T>(operation: Promise<T>): Promise<T> {
  return within(operation).catch((error) => {
    throw new DatabaseUnavailable(describe(error));
  });
}

/** Tries again until `attempt` returns true, waiting a little longer each time, or until `signal` aborts. */
export async function retry(attempt: () => Promise<boolean>, longest: number, signal: AbortSignal) {
  for (let pause = 250; !signal.aborted; pause = Math.min(pause * 2, longest)) {
    if (await attempt()) return;
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
}

/** Creates the indexes that are missing. Returns the names of those that it could not create. */
export async function ensureIndexes(db: Db, indexes: readonly Index[], log: Log) {
  const missing: string[] = [];
  for (const index of indexes) {
    const name = `${index.collection} ${JSON.stringify(index.key)}`;
    try {
      await ensureIndex(db, index);
    } catch (error) {
      if (await exists(db, index)) continue;
      log.warn(`cannot create the index ${name}: ${describe(error)}`);
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
      index.expireAfterSeconds === options.expireAfterSeconds,
  );
}

const INDEX_OPTIONS_CONFLICT = 85;
const INDEX_KEY_SPECS_CONFLICT = 86;

function isIndexConflict(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === INDEX_OPTIONS_CONFLICT || code === INDEX_KEY_SPECS_CONFLICT;
}

/** What may be logged of a driver's error: its message can hold a session id, or a whole session. */
export function describe(error: unknown): string {
  const { name, code } = error as { name?: string; code?: unknown };
  return code === undefined ? `${name}` : `${name} ${code}`;
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
