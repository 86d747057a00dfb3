import type { Request } from 'express';
import { AppError } from '../app-error.ts';
import { DatabaseUnavailable } from '../database.ts';
import { logEvent } from '../log.ts';
import { type Attempt, type GuessLimit, TooManyAttempts } from '../security/rate-limit.ts';
import { SessionEnded } from '../session/store.ts';
import { currentUser } from './guard.ts';
import { expectRoom, hashPassword, isOutdated, type Turn, verifyPassword } from './passwords.ts';
import { type DeviceOptions, knownDevice } from './sign-in.ts';
import { digestOf, findUserByEmail, rehashPassword, type User, type Users } from './users.ts';

export interface Authentication extends DeviceOptions {
  users: Users;
  limit: GuessLimit;
}

export interface Credentials {
  email: string;
  password: string;
}

/**
 * The user with this address and password, or undefined. It takes as long when there is no such user. Throws
 * TooManyAttempts, and Busy.
 */
export async function authenticate(req: Request, given: Credentials, options: Authentication) {
  const { users, limit } = options;
  const { email, password } = given;
  const account = digestOf(email);
  const device = knownDevice(req, account, options);
  const turn = turnOf(req, device !== undefined);
  const [attempt, user] = await Promise.all([
    counted(req, limit.beginLogin({ account, address: req.ip, device }), email),
    findUserByEmail(users, email),
  ]);
  const isRight = await compared(attempt, verifyPassword(password, user?.password, turn));
  if (!user || !isRight || user.disabledAt) {
    logEvent(req, 'login-failed', email);
    return undefined;
  }
  await Promise.all([attempt.succeed(), renewHash(users, user, password)]);
  return user;
}

/** Whether this is the signed-in user's password. Throws TooManyAttempts, and Busy. */
export async function isOwnPassword(req: Request, password: string, { limit }: Authentication) {
  const user = currentUser(req);
  const turn = turnOf(req, true);
  const attempt = await counted(req, limit.beginOwn(user._id.toHexString()));
  const isRight = await compared(attempt, verifyPassword(password, user.password, turn));
  if (isRight) await attempt.succeed();
  else logEvent(req, 'password-refused');
  return isRight;
}

/** How a request waits for its turn to hash a password: until the client leaves. Throws Busy when it need not wait. */
export function turnOf(req: Request, isKnown: boolean): Turn {
  const gone = new AbortController();
  if (req.res?.destroyed) gone.abort();
  req.res?.once('close', () => gone.abort());
  const turn = { isKnown, signal: gone.signal };
  expectRoom(isKnown);
  return turn;
}

/** An attempt, once it is counted. Too many of them are logged. */
export async function counted<T>(req: Request, attempt: Promise<T>, email?: string): Promise<T> {
  return attempt.catch((error) => {
    if (error instanceof TooManyAttempts) logEvent(req, 'throttled', email);
    throw error;
  });
}

/** What became of hashing a password. An attempt that did not get so far costs nothing. */
export async function compared<T>(attempt: Pick<Attempt, 'giveBack'>, hashing: Promise<T>) {
  return hashing.catch(async (error) => {
    await attempt.giveBack();
    throw error;
  });
}

async function renewHash(users: Users, user: User, password: string) {
  if (isOutdated(user.password)) await rehashPassword(users, user, await hashPassword(password));
}

/** A form or a body that was understood and cannot be accepted, with the reasons by field. */
export class Refused extends AppError {
  constructor(status: number, message: string, fields: Readonly<Record<string, string>> = {}) {
    super(status, message, { fields });
  }
}

/** An outage in the middle: what has been done by then is told as far as it is known. */
export class Unfinished extends AppError {
  constructor(status: number, message: string) {
    super(status, message, status === 503 ? { retryAfter: 5 } : {});
  }
}

/** Fields that are texts. Anything else, such as `{ "$ne": null }`, never comes near a query. */
export function readFields<Name extends string>(req: Request, ...names: Name[]) {
  const fields = names.map((name) => {
    const value: unknown = req.body?.[name];
    if (typeof value !== 'string') throw new Refused(400, `"${name}" must be a text.`);
    return [name, value] as const;
  });
  return Object.fromEntries(fields) as Record<Name, string>;
}

/** Turns an error of the database into one that says what is known to be done, or not to be. */
export function tell(known: string) {
  return (error: unknown) => {
    if (error instanceof SessionEnded) throw new Unfinished(401, known);
    if (error instanceof DatabaseUnavailable) throw new Unfinished(503, known);
    throw error;
  };
}
