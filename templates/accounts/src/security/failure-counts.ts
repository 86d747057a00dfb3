import { type Collection, type Db, type Document, MongoBulkWriteError } from 'mongodb';
import { answer, isDuplicate } from '../database.ts';
import type { Index } from '../session/connection.ts';

const COLLECTION = 'attempts';
/** Milliseconds after its first failure in which a count is kept, unless it says otherwise. */
const WINDOW = 15 * 60_000;

/** What has failed lately: at an account, from an address, in a browser. */
export interface FailureCount {
  _id: string;
  failures: number;
  /** When the failures are forgotten. */
  expires: Date;
  /** No attempt before that. Left out when one may come at once. */
  next?: Date;
}

/** A count that an attempt adds to, and when the attempt after it may come: an expression over the count. */
export interface Counter {
  _id: string;
  /** Milliseconds after the first failure in which the count is kept. */
  window: number;
  next: (now: Date) => Document;
}

export type FailureCounts = Collection<FailureCount>;

export function failureCountsOf(db: Db): FailureCounts {
  return db.collection(COLLECTION, { readPreference: 'primary' });
}

export function failureCountIndexes(): Index[] {
  return [{ collection: COLLECTION, key: { expires: 1 }, options: { expireAfterSeconds: 0 } }];
}

/** Closed from so many failures on, until they are forgotten. */
export function closedAfter(failures: number, _id: string, window = WINDOW): Counter {
  const isFull = { $gte: ['$failures', failures] };
  return { _id, window, next: () => ({ $cond: [isFull, '$expires', '$$REMOVE'] }) };
}

/** Closed for 2, 4, 8 seconds and so on, once there are more than so many failures; never for long. */
export function slowedAfter(failures: number, longest: number, _id: string): Counter {
  const over = { $subtract: ['$failures', failures] };
  const wait = { $multiply: [1_000, { $min: [longest, { $pow: [2, over] }] }] };
  const next = (now: Date) => ({ $cond: [{ $gt: [over, 0] }, { $add: [now, wait] }, '$$REMOVE'] });
  return { _id, window: WINDOW, next };
}

/** The counts that are kept under these ids. */
export async function readCounts(counts: FailureCounts, ids: string[], now: Date) {
  const found = await answer(counts.find({ _id: { $in: ids } }).toArray());
  return found.filter(({ expires, next }) => expires > now || (next && next > now));
}

/**
 * Adds a failure to each count that is open, in one command. Returns the counters whose counts are not: then nothing
 * has been added to them.
 */
export async function addFailure(counts: FailureCounts, counters: Counter[], now: Date) {
  const refused = await tryToAdd(counts, counters, now);
  // Of two requests that begin a count at once, one is refused although there is room for both.
  return refused.length > 0 ? tryToAdd(counts, refused, now) : refused;
}

/** Takes failures back. A count that falls is open again. */
export function subtractFailures(ids: string[], failures: number) {
  const left = { $max: [0, { $subtract: ['$failures', failures] }] };
  const update = [{ $set: { failures: left } }, { $unset: 'next' }];
  return { updateMany: { filter: { _id: { $in: ids } }, update } };
}

/** Forgets every count whose id starts with these words. */
export function forgetCountsOf(words: string) {
  return { deleteMany: { filter: { _id: { $regex: `^${words} ` } } } };
}

export function forgetCounts(ids: string[]) {
  return { deleteMany: { filter: { _id: { $in: ids } } } };
}

async function tryToAdd(counts: FailureCounts, counters: Counter[], now: Date): Promise<Counter[]> {
  const operations = counters.map(({ _id, window, next }) => ({
    updateOne: {
      // A closed count is not found, and the insertion then meets it.
      filter: { _id, next: { $not: { $gt: now } } },
      update: [{ $set: oneMore(now, window) }, { $set: { next: next(now) } }],
      upsert: true,
    },
  }));
  const adding = counts.bulkWrite(operations, { ordered: false });
  const refused = await answer(adding.then(() => [], duplicatesOf));
  return refused.flatMap((index) => counters[index] ?? []);
}

/** Which operations have met a document that is there already. Throws any other error again. */
function duplicatesOf(error: unknown): number[] {
  const faults = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
  if (faults.length === 0 || !faults.every(isDuplicate)) throw error;
  return faults.map(({ index }) => index);
}

/** One failure more, or the first one when those before are due to be forgotten. */
function oneMore(now: Date, window: number) {
  const isAlive = { $gt: ['$expires', now] };
  return {
    failures: { $cond: [isAlive, { $add: ['$failures', 1] }, 1] },
    expires: { $cond: [isAlive, '$expires', new Date(now.getTime() + window)] },
  };
}
