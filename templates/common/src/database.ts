import { AsyncLocalStorage } from 'node:async_hooks';
import type { NextFunction, Request, Response } from 'express';
import { AppError } from './app-error.ts';

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
  return within(operation).catch((thrown) => {
    const error = causeOf(thrown);
    throw isOutage(error) ? new DatabaseUnavailable(describe(error)) : new DatabaseError(error);
  });
}

/** The driver hides in an error of its own what has kept a bulk write from the server. */
function causeOf(error: unknown): unknown {
  const { name, errorResponse } = error as { name?: string; errorResponse?: unknown };
  return name === 'MongoBulkWriteError' && errorResponse instanceof Error ? errorResponse : error;
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

const DUPLICATE_KEY = 11_000;

/** Whether a document is there already that a unique index allows once. */
export function isDuplicate(error: unknown): boolean {
  return (error as { code?: unknown }).code === DUPLICATE_KEY;
}

/** What may be logged of a driver's error: its message can hold a session id, or a whole session. */
export function describe(error: unknown): string {
  const { name, code } = error as { name?: string; code?: unknown };
  return code === undefined ? `${name}` : `${name} ${code}`;
}

/**
 * What a primary has acknowledged alone can be rolled back: a logout, for instance. It is named with every write and
 * not for a whole collection: the driver takes a slower way with queries that inherit it.
 */
export const MAJORITY = { writeConcern: { w: 'majority' } } as const;

/** Milliseconds that a request may wait for the database in all, whatever else it waits for. */
const REQUEST_LIMIT = 4_500;
/** Milliseconds that one operation may take. */
export const OPERATION_LIMIT = 2_000;

interface Waiting {
  /** Milliseconds that are left. */
  left: number;
  /** How many operations it waits for, and since when. */
  operations: number;
  since: number;
}

const requests = new AsyncLocalStorage<Waiting>();

/** Sums up what a request waits for the database, so that many slow steps do not add up. */
export function timeLimit(_req: Request, _res: Response, next: NextFunction) {
  requests.run({ left: REQUEST_LIMIT, operations: 0, since: 0 }, next);
}

/** Begins what goes on after its request, and has a time of its own. */
export function beyondRequest<T>(begin: () => T): T {
  return requests.exit(begin);
}

/**
 * Rejects when `operation` takes longer than one may, or than its request may wait. Its late result is dropped: the
 * driver's own `timeoutMS` has no effect on every operation in 6.x.
 */
export function within<T>(operation: Promise<T>): Promise<T> {
  const request = requests.getStore();
  const limit = request ? begin(request) : OPERATION_LIMIT;
  return new Promise<T>((resolve, reject) => {
    const message = `no answer within ${Math.round(limit)} ms`;
    const expire = () => reject(Object.assign(new Error(message), { name: 'TimeoutError' }));
    const timer = setTimeout(expire, limit);
    operation.then(resolve, reject).then(() => clearTimeout(timer));
  }).finally(() => request && end(request));
}

/** Returns the milliseconds that the next operation may take. */
function begin(request: Waiting): number {
  const now = performance.now();
  if (request.operations === 0) request.since = now;
  request.operations += 1;
  return Math.min(OPERATION_LIMIT, Math.max(1, request.left - (now - request.since)));
}

function end(request: Waiting) {
  request.operations -= 1;
  if (request.operations === 0) request.left -= performance.now() - request.since;
}
