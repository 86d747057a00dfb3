import { hash, randomBytes } from 'node:crypto';
import type { Collection, Db, ObjectId } from 'mongodb';
import { answer, isDuplicate, MAJORITY } from '../database.ts';
import type { Index } from '../session/connection.ts';
import type { User } from './users.ts';

const HOUR = 3_600_000;

/** Milliseconds that the link of a mail works, by what it is for. */
const LIFETIMES = { reset: HOUR, confirm: 7 * 24 * HOUR, change: 24 * HOUR } as const;

export type Purpose = keyof typeof LIFETIMES;

/** What is stored of a link. The token itself is in the mail alone: a leaked backup opens no account. */
export interface Token {
  /** The purpose and the user: a new token takes the place of an older one. */
  _id: string;
  digest: string;
  purpose: Purpose;
  userId: ObjectId;
  /** The user's when the mail was sent: once the password or the address has changed, the token counts no more. */
  version: number;
  /** Where the mail went. */
  email: string;
  expires: Date;
}

const COLLECTION = 'tokens';

export type Tokens = Collection<Token>;

export function tokensOf(db: Db): Tokens {
  return db.collection(COLLECTION, { readPreference: 'primary' });
}

export function tokenIndexes(): Index[] {
  return [
    { collection: COLLECTION, key: { digest: 1 } },
    { collection: COLLECTION, key: { expires: 1 }, options: { expireAfterSeconds: 0 } },
  ];
}

/** Makes the token of a link to the user's address, or to another one. It ends the older one of this purpose. */
export async function issueToken(tokens: Tokens, purpose: Purpose, user: User, to = user.email) {
  const token = randomBytes(32).toString('base64url');
  const _id = idOf(purpose, user);
  const stored = {
    digest: digestOf(token),
    purpose,
    userId: user._id,
    version: user.version,
    email: to,
    expires: new Date(Date.now() + LIFETIMES[purpose]),
  };
  const store = () => answer(tokens.replaceOne({ _id }, stored, { upsert: true, ...MAJORITY }));
  // Of two requests that make the first one at once, one has to look again.
  await store().catch((error) => (isDuplicate(error) ? store() : Promise.reject(error)));
  return token;
}

/** Looks a token up and leaves it: programs that scan mail follow links, and must not use them up. */
export function findToken(tokens: Tokens, purpose: Purpose, token: unknown) {
  return answer(tokens.findOne(filterOf(purpose, token)));
}

/** Takes a token out: of two requests with the same one, one gets it. */
export function takeToken(tokens: Tokens, purpose: Purpose, token: unknown) {
  return answer(tokens.findOneAndDelete(filterOf(purpose, token), MAJORITY));
}

/** Ends every link that was sent to the user. */
export async function endTokens(tokens: Tokens, user: Pick<User, '_id'>) {
  const ids = (Object.keys(LIFETIMES) as Purpose[]).map((purpose) => idOf(purpose, user));
  await answer(tokens.deleteMany({ _id: { $in: ids } }, MAJORITY));
}

function filterOf(purpose: Purpose, token: unknown) {
  const digest = digestOf(typeof token === 'string' ? token : '');
  // MongoDB removes what has expired within a minute or so.
  return { digest, purpose, expires: { $gt: new Date() } };
}

function idOf(purpose: Purpose, { _id }: Pick<User, '_id'>): string {
  return `${purpose} ${_id.toHexString()}`;
}

function digestOf(token: string): string {
  return hash('sha256', token, 'base64url');
}
