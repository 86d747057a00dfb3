import { setTimeout as sleep } from 'node:timers/promises';
import type { CreateIndexesOptions, MongoClient, MongoClientOptions } from 'mongodb';
import { AppError } from '../app-error.ts';
import { OPERATION_LIMIT, within } from '../time-limit.ts';

const DUPLICATE_KEY = 11_000;

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

/** The database did not answer. The driver's message stays out of it: it may hold a session id. */
export class DatabaseUnavailable extends AppError {
  /** For the log. */
  readonly reason: string;

  constructor(reason: string) {
    super(503, 'The database does not answer. Try again in a moment.', { retryAfter: 5 });
    this.reason = reason;
  }
}

/** The database answered that it cannot do this: no outage, but a fault of the app or of its data. */
export class DatabaseError extends Error {
  readonly code: unknown;

  constructor(error: unknown) {
    super(`the database refused (${describe(error)})`);
    this.code = (error as { code?: unknown }).code;
  }
}

/** The result of a database operation, in time. Throws DatabaseUnavailable in an outage, else DatabaseError. */
export function answer<T>(operation: Promise<T>): Promise<T> {
  return within(operation).catch((error) => {
    throw isOutage(error) ? new DatabaseUnavailable(describe(error)) : new DatabaseError(error);
  });
}

/**
 * What a server answers that is just not available: host unreachable (6, 7), log-in failed (18), out of time (50, 64,
 * 89, 202, 262), not or no longer the primary (91, 189, 10107, 11600, 11602, 13435, 13436).
 */
const OUTAGES = new Set<unknown>([
  ...[6, 7, 18, 50, 64, 89, 91, 189, 202, 262, 9001, 10107, 11600, 11602, 13435, 13436],
]);

const LOST =
  /^(Timeout|MongoNotConnected|Mongo(Network|Pool|ServerSelection|WaitQueue|\w+Closed)\w*)Error$/;
/** Of Node, for a socket that breaks while it is written to: the driver hands them on as they are. */
const BROKEN_SOCKET = /^(E[A-Z]+|ERR_(SOCKET|STREAM)_\w+)$/;

/**
 * No server, no connection, no answer in time. By what an error is called: the store may have brought another copy of
 * the driver, with classes of its own.
 */
function isOutage(error: unknown): boolean {
  const { name, code } = error as { name: string; code?: unknown };
  // A number is what a server has answered.
  if (typeof code === 'number') return OUTAGES.has(code);
  return LOST.test(name) || BROKEN_SOCKET.test(`${code}`);
}

/** Tries again until `attempt` returns true, waiting a little longer each time, or until `signal` aborts. */
export async function retry(attempt: () => Promise<boolean>, longest: number, signal: AbortSignal) {
  for (let pause = 250; !signal.aborted; pause = Math.min(pause * 2, longest)) {
    if (await attempt()) return;
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
}

/** Whether a document is there already that a unique index allows once. */
export function isDuplicate(error: unknown): boolean {
  return (error as { code?: unknown }).code === DUPLICATE_KEY;
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
