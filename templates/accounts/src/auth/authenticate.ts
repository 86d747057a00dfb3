import type { Request } from 'express';
import { logEvent } from '../log.ts';
import { type Attempt, type GuessLimit, TooManyAttempts } from '../security/rate-limit.ts';
import { type DeviceOptions, knownDevice } from './devices.ts';
import { currentUser } from './guard.ts';
import { hashPassword, isOutdated, verifyPassword } from './passwords.ts';
import { expectRoom, type Turn } from './turns.ts';
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
