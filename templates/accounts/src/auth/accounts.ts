import type { Request, Response } from 'express';
import { logEvent } from '../log.ts';
import { guessLimit, guessLimitIndexes } from '../security/rate-limit.ts';
import type { Index } from '../session/connection.ts';
import { leaveSession } from '../session/middleware.ts';
import type { SessionStore } from '../session/store.ts';
import {
  type Authentication,
  authenticate,
  type Credentials,
  compared,
  counted,
  isOwnPassword,
  Refused,
  readFields,
  tell,
  turnOf,
  Unfinished,
} from './authenticate.ts';
import { currentUser } from './guard.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { normaliseEmail, type Owner, passwordFault } from './rules.ts';
import { type SignInOptions, signIn } from './sign-in.ts';
import {
  changePassword,
  createUser,
  endOlderSessions,
  findUser,
  findUserByEmail,
  ONE_PER_ADDRESS,
  sessionIndexes,
  usersOf,
} from './users.ts';

/** What accounts are kept with. */
export interface Accounts extends SignInOptions, Authentication {}

export function accountsOf(options: Omit<Accounts, 'users' | 'limit'>): Accounts {
  const { db } = options.store;
  return { ...options, users: usersOf(db), limit: guessLimit(db) };
}

/** The indexes that accounts need, created when the app starts. */
export function accountIndexes(store: SessionStore): Index[] {
  return [ONE_PER_ADDRESS, ...sessionIndexes(store), ...guessLimitIndexes()];
}

/** Registers a new user and signs in. */
export async function register(req: Request, res: Response, accounts: Accounts) {
  const { email, password } = readFields(req, 'email', 'password');
  const address = normaliseEmail(email);
  const fault = passwordFault(password, ownerOf(address ?? email, accounts));
  if (!address || fault) {
    throw new Refused(422, 'Some fields are not right.', {
      ...(!address && { email: 'This is no e-mail address.' }),
      ...(fault && { password: fault }),
    });
  }
  const created = await createAccount(req, { email: address, password }, accounts);
  // Whoever got no answer sends the form again. With the right password that is a login.
  const user = created ?? (await authenticate(req, { email: address, password }, accounts));
  if (!user) {
    logEvent(req, 'taken', address);
    const message = 'There is an account with this address.';
    throw new Refused(409, message, { email: message });
  }
  await signIn(req, res, user, accounts).catch(tell('You are registered. Log in in a moment.'));
  logEvent(req, created ? 'register' : 'login');
}

/** Stores a new user. Returns undefined when the address is taken. */
async function createAccount(req: Request, { email, password }: Credentials, accounts: Accounts) {
  const { users, limit, store } = accounts;
  if (await store.lacks(ONE_PER_ADDRESS)) {
    throw new Unfinished(503, 'Nobody can register at this moment. Try again later.');
  }
  const turn = turnOf(req, false);
  const [attempt, existing] = await Promise.all([
    counted(req, limit.beginRegistration(req.ip), email),
    findUserByEmail(users, email),
  ]);
  if (existing) return undefined;
  const hash = await compared(attempt, hashPassword(password, turn));
  return createUser(users, email, hash).catch(
    tell('You may be registered. Send this again: with the same password it logs you in then.'),
  );
}

/** Signs in with address and password. What is wrong is not said: that would tell who has an account. */
export async function logIn(req: Request, res: Response, accounts: Accounts) {
  const { email, password } = readFields(req, 'email', 'password');
  const credentials = { email: normaliseEmail(email) ?? email, password };
  const user = await authenticate(req, credentials, accounts);
  if (!user) throw new Refused(401, 'The address or the password is wrong.');
  await signIn(req, res, user, accounts);
  logEvent(req, 'login');
}

/** Changes the password, ends all other sessions, and renews this one (ASVS 7.4.3). */
export async function changeOwnPassword(req: Request, res: Response, accounts: Accounts) {
  const { users, store } = accounts;
  const user = currentUser(req);
  const { current, password } = readFields(req, 'current', 'password');
  const fault = passwordFault(password, ownerOf(user.email, accounts));
  if (fault) throw new Refused(422, 'The new password is not right.', { password: fault });
  if (!(await isOwnPassword(req, current, accounts))) {
    const message = 'This is not your current password.';
    throw new Refused(422, message, { current: message });
  }
  const hash = await hashPassword(password, turnOf(req, true));
  const changed = await changePassword(users, user, hash).catch(
    tell('Your password may be changed: log in with the new one, or else with the old one.'),
  );
  if (!changed) return followTwin(req, res, password, accounts);
  logEvent(req, 'password-changed');
  const kept = store.documentId(req.sessionID);
  await Promise.all([
    // They count no more, whether or not they can be deleted now.
    endOlderSessions(store, changed, kept).catch(({ message }) => req.log.warn(message)),
    signIn(req, res, changed, accounts).catch(
      tell('Your password is changed. Log in with the new one.'),
    ),
  ]);
}

/** A form that was sent twice: the first has changed the password and renewed the session that both began with. */
async function followTwin(req: Request, res: Response, password: string, accounts: Accounts) {
  const user = await findUser(accounts.users, currentUser(req)._id);
  const isTwin = user && (await verifyPassword(password, user.password, turnOf(req, true)));
  if (!isTwin) throw new Refused(409, 'The password was changed by another request.');
  leaveSession(req);
  await signIn(req, res, user, accounts);
}

function ownerOf(email: string, { config }: Accounts): Owner {
  return { email, appName: config.appName };
}
