import ipaddr from 'ipaddr.js';
import type { Db } from 'mongodb';
import { AppError } from '../app-error.ts';
import { answer } from '../database.ts';
import type { Index } from '../session/connection.ts';
import {
  addFailure,
  type Counter,
  closedAfter,
  failureCountIndexes,
  failureCountsOf,
  forgetCounts,
  readCounts,
  slowedAfter,
  subtractFailures,
} from './failure-counts.ts';

const PER_ACCOUNT_AND_ADDRESS = 10;
const PER_ADDRESS = 100;
/** Failures of an account after which every stranger's next attempt has to wait. */
const FREE_FAILURES = 5;
/** Seconds. An account is never locked: whoever knows its address could lock its owner out. */
const LONGEST_WAIT = 30;

/** Too many attempts: the next one may come after `seconds`. */
export class TooManyAttempts extends AppError {
  constructor(seconds: number) {
    super(429, `Too many attempts. Try again in ${seconds} seconds.`, { retryAfter: seconds });
  }
}

/** Who tries to log in, and where. */
export interface Guess {
  /** A digest of the account's address, or of what was typed as one. */
  account: string;
  address: string | undefined;
  /** This browser's, when it has signed in to the account before. */
  device: string | undefined;
}

/** An attempt that is counted as a failure until it is known to be none. */
export interface Attempt {
  /** It was right: what failed in this browser, or from this address at this account, is forgotten. */
  succeed(): Promise<void>;
  /** It was neither right nor wrong: no password was compared. */
  giveBack(): Promise<void>;
}

export type GuessLimit = ReturnType<typeof guessLimit>;

/**
 * Limits guesses at passwords, counted in MongoDB so that every process sees the same. They are counted before the
 * password is compared, so that of parallel guesses not all pass. A guess costs one read and one write, a refused one
 * the read alone.
 */
export function guessLimit(db: Db) {
  const counts = failureCountsOf(db);

  async function begin(counters: Counter[], others: string[] = []) {
    const now = new Date();
    const ids = counters.map(({ _id }) => _id);
    const found = await readCounts(counts, [...ids, ...others], now);
    const waits = found.filter(({ _id }) => ids.includes(_id)).map(({ next }) => Number(next ?? 0));
    const wait = Math.max(0, ...waits) - now.getTime();
    if (wait > 0) throw new TooManyAttempts(Math.ceil(wait / 1_000));

    const refused = await addFailure(counts, counters, now);
    if (refused.length === 0) return found;
    await giveBack(counters.filter((counter) => !refused.includes(counter)));
    throw new TooManyAttempts(1);
  }

  async function giveBack(counters: Counter[]) {
    const ids = counters.map(({ _id }) => _id);
    await answer(counts.bulkWrite([subtractFailures(ids, 1)]));
  }

  /** Throws TooManyAttempts. A browser that is known is held up by nobody else's guesses. */
  async function beginLogin({ account, address, device }: Guess): Promise<Attempt> {
    const network = networkOf(address);
    const here = closedAfter(PER_ACCOUNT_AND_ADDRESS, `here ${account} ${network}`);
    const inBrowser = closedAfter(PER_ACCOUNT_AND_ADDRESS, `browser ${account} ${device}`);
    const shared = [
      closedAfter(PER_ADDRESS, `address ${network}`),
      slowedAfter(FREE_FAILURES, LONGEST_WAIT, `account ${account}`),
    ];
    const counters: Counter[] = device === undefined ? [here, ...shared] : [inBrowser];
    const found = await begin(counters, [here._id]);

    const before = found.find(({ _id }) => _id === here._id)?.failures ?? 0;
    const failedHere = device === undefined ? before + 1 : before;
    const succeed = async () => {
      const ids = shared.map(({ _id }) => _id);
      const forgetting = forgetCounts([here._id, inBrowser._id]);
      await answer(counts.bulkWrite([forgetting, subtractFailures(ids, failedHere)]));
    };
    return { succeed, giveBack: () => giveBack(counters) };
  }

  /** For the current password in a signed-in user's own form: whoever finds a browser signed in may try some. */
  async function beginOwn(userId: string): Promise<Attempt> {
    const counters = [closedAfter(PER_ACCOUNT_AND_ADDRESS, `user ${userId}`)];
    await begin(counters);
    const succeed = async () => {
      await answer(counts.bulkWrite([forgetCounts([`user ${userId}`])]));
    };
    return { succeed, giveBack: () => giveBack(counters) };
  }

  /** A registration counts like a failed login of the address. */
  async function beginRegistration(address: string | undefined) {
    const counters = [closedAfter(PER_ADDRESS, `address ${networkOf(address)}`)];
    await begin(counters);
    return { giveBack: () => giveBack(counters) };
  }

  return { beginLogin, beginOwn, beginRegistration };
}

export function guessLimitIndexes(): Index[] {
  return failureCountIndexes();
}

/** An address in one spelling: some gateways add a port or brackets, or map IPv4 into IPv6. */
export function parseAddress(text: string | undefined) {
  const bare = (text ?? '').replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1');
  const host = /^"?\[(.+)\](?::\d+)?"?$/.exec(bare)?.[1] ?? bare;
  return ipaddr.isValid(host) ? ipaddr.process(host) : undefined;
}

/** What a customer of a network has: an IPv4 address, or a /64 of IPv6. What is no address is all one. */
function networkOf(address: string | undefined): string {
  const parsed = parseAddress(address);
  if (parsed instanceof ipaddr.IPv6)
    return new ipaddr.IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0]).toString();
  return parsed?.toString() ?? 'unknown';
}
