import { hash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Db, MongoClient } from 'mongodb';
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import { answer, type Index } from '../session/connection.ts';

const COLLECTION = 'login_attempts';
const WINDOW = 15 * 60;
/** Failures of an account after which each further attempt has to wait. */
const FREE_FAILURES = 5;
const LONGEST_WAIT = 30;

/** Too many attempts: the next one may come after `seconds`. */
export class TooManyAttempts extends Error {
  readonly status = 429;
  readonly seconds: number;

  constructor(seconds: number) {
    super(`Too many attempts. Try again in ${seconds} seconds.`);
    this.seconds = seconds;
  }
}

export type LoginLimit = ReturnType<typeof loginLimit>;

/**
 * Limits failed logins, counted in MongoDB so that every process sees the same. An attempt is counted before
 * the password is checked and given back on success, so that parallel guesses do not all pass. An account is
 * never locked: whoever knows its address could lock its owner out.
 */
export function loginLimit(client: MongoClient, db: Db) {
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterMongo({
      storeClient: client,
      dbName: db.databaseName,
      tableName: COLLECTION,
      keyPrefix,
      points,
      duration: WINDOW,
      disableIndexesCreation: true,
    });
  const perAccountAndAddress = limiter('both', 10);
  const perAddress = limiter('address', 100);
  const perAccount = limiter('account', Number.MAX_SAFE_INTEGER);
  const turn = limiter('turn', 1);

  const keysOf = (email: string, address: string) => {
    const account = digest(email);
    const network = networkOf(address);
    return { account, network, both: `${account}:${network}` };
  };

  return {
    /** Counts an attempt. Throws TooManyAttempts when it is one too many. */
    async begin(email: string, address: string) {
      const { account, network, both } = keysOf(email, address);
      await limited(perAddress.consume(network));
      await limited(perAccountAndAddress.consume(both));
      const { consumedPoints } = await limited(perAccount.penalty(account));
      const failures = consumedPoints - FREE_FAILURES;
      if (failures <= 0) return;
      // The library's types leave this option out for MongoDB.
      const wait = { attrs: {}, customDuration: Math.min(LONGEST_WAIT, 2 ** failures) };
      await limited(turn.consume(account, 1, wait));
    },

    /** Gives a successful attempt back, and forgets the failures from this address. */
    async succeed(email: string, address: string) {
      const { account, network, both } = keysOf(email, address);
      await limited(perAddress.reward(network));
      await limited(perAccount.reward(account));
      await answer(perAccountAndAddress.delete(both));
    },

    /** Counts a registration like a failed login of the address. */
    async countRegistration(address: string) {
      await limited(perAddress.consume(networkOf(address)));
    },
  };
}

export function loginLimitIndexes(): Index[] {
  const collection = COLLECTION;
  return [
    { collection, key: { key: 1 }, options: { unique: true } },
    { collection, key: { expire: -1 }, options: { expireAfterSeconds: 0 } },
  ];
}

/** The library rejects with a result when the limit is reached, and with an error when the database fails. */
async function limited(operation: Promise<RateLimiterRes>): Promise<RateLimiterRes> {
  const outcome = await answer(
    operation.catch((reason) => {
      if (reason instanceof RateLimiterRes) return reason.msBeforeNext;
      throw reason;
    }),
  );
  if (typeof outcome === 'number')
    throw new TooManyAttempts(Math.max(1, Math.ceil(outcome / 1000)));
  return outcome;
}

/** The address is personal data, and as long as its sender likes. */
function digest(email: string): string {
  return hash('sha256', email, 'base64url');
}

/** An IPv6 customer has a /64 to take addresses from. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address.replace('::ffff:', '');
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const rest = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : 8 - groups.length - rest.length;
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...rest];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
