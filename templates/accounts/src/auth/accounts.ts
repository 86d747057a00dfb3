import type { Request } from 'express';
import { type LoginLimit, loginLimitIndexes } from '../security/rate-limit.ts';
import type { Index } from '../session/connection.ts';
import type { SessionStore } from '../session/store.ts';
import { revokeOtherSessions, sessionIndexes } from './active-sessions.ts';
import { currentUser } from './guard.ts';
import { hashPassword, isOutdated, passwordFault, verifyPassword } from './passwords.ts';
import { type SignInOptions, signIn } from './sign-in.ts';
import {
  changePassword,
  createUser,
  findUserByEmail,
  normaliseEmail,
  rehashPassword,
  type Users,
  userIndexes,
} from './users.ts';

/** What accounts are kept with. */
export interface Accounts extends SignInOptions {
  users: Users;
  limit: LoginLimit;
}

/** The indexes that accounts need, created when the app starts. */
export function accountIndexes(store: SessionStore): Index[] {
  return [...userIndexes(), ...sessionIndexes(store), ...loginLimitIndexes()];
}

/** A form or a body that was understood and cannot be accepted, with the reasons by field. */
export class Refused extends Error {
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;

  constructor(status: number, message: string, fields: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}

/** Registers a new user and signs in. */
export async function register(req: Request, accounts: Accounts) {
  const { users, limit } = accounts;
  const { email, password } = readFields(req, 'email', 'password');
  const address = normaliseEmail(email);
  const fault = passwordFault(password);
  if (!address || fault) {
    const fields = {
      ...(!address && { email: 'This is no e-mail address.' }),
      ...(fault && { password: fault }),
    };
    throw new Refused(422, 'Some fields are not right.', fields);
  }
  await limit.countRegistration(req.ip ?? '');
  const user = await createUser(users, address, await hashPassword(password));
  if (!user)
    throw new Refused(409, 'There is an account with this address.', {
      email: 'There is an account with this address.',
    });
  await signIn(req, user, accounts);
  req.log.info({ event: 'register', user: user._id }, 'registered');
}

/** Signs in with address and password. What is wrong is not said: that would tell who has an account. */
export async function logIn(req: Request, accounts: Accounts) {
  const { users, limit } = accounts;
  const { email, password } = readFields(req, 'email', 'password');
  const address = normaliseEmail(email) ?? email;
  const ip = req.ip ?? '';
  await limit.begin(address, ip);
  const user = await findUserByEmail(users, address);
  const isRight = await verifyPassword(password, user?.password);
  if (!user || !isRight || user.disabledAt) {
    req.log.warn({ event: 'login-failed', user: user?._id }, 'login failed');
    throw new Refused(401, 'The address or the password is wrong.');
  }
  await limit.succeed(address, ip);
  if (isOutdated(user.password)) await rehashPassword(users, user, await hashPassword(password));
  await signIn(req, user, accounts);
  req.log.info({ event: 'login', user: user._id }, 'logged in');
}

/** Changes the password, ends all other sessions, and renews this one (ASVS 7.4.3). */
export async function changeOwnPassword(req: Request, accounts: Accounts) {
  const { users, limit, store } = accounts;
  const user = currentUser(req);
  const { current, password } = readFields(req, 'current', 'password');
  const fault = passwordFault(password);
  if (fault) throw new Refused(422, 'The new password is not right.', { password: fault });
  const ip = req.ip ?? '';
  // Whoever finds a browser signed in must not find out the password by trying.
  await limit.begin(user.email, ip);
  if (!(await verifyPassword(current, user.password))) {
    const message = 'This is not your current password.';
    throw new Refused(422, message, { current: message });
  }
  await limit.succeed(user.email, ip);
  const changed = await changePassword(users, user, await hashPassword(password));
  if (!changed) throw new Refused(409, 'The password was changed by another request.');
  await revokeOtherSessions(store, req);
  await signIn(req, changed, accounts);
  req.log.info({ event: 'password-changed', user: user._id }, 'password changed');
}

/** Fields that are texts. Anything else, such as `{ "$ne": null }`, never comes near a query. */
function readFields<Name extends string>(req: Request, ...names: Name[]) {
  const fields = names.map((name) => {
    const value: unknown = req.body?.[name];
    if (typeof value !== 'string') throw new Refused(400, `"${name}" must be a text.`);
    return [name, value] as const;
  });
  return Object.fromEntries(fields) as Record<Name, string>;
}
