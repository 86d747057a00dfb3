import type { Request, RequestHandler } from 'express';
import { ObjectId } from 'mongodb';
import { AppError } from '../app-error.ts';
import type { Config } from '../config.ts';
import { leaveSession } from '../session/middleware.ts';
import { type SignInOptions, signOut } from './sign-in.ts';
import { findUser, type User, type Users } from './users.ts';

declare global {
  namespace Express {
    interface Request {
      /** The signed-in user. */
      user?: User;
    }
  }
}

/** Milliseconds in which a request that ends all other sessions has renewed its own. */
const RENEWAL = 10_000;

export interface GuardOptions extends SignInOptions {
  users: Users;
}

/**
 * Finds the session's user with every request, as `req.user`. A user who was disabled, deleted, or has changed
 * the password since is signed out by it, in every session (ASVS 7.4.2), and the request goes on as a stranger's.
 */
export function loadUser(options: GuardOptions): RequestHandler {
  return async (req, res, next) => {
    const { userId, version } = req.session;
    if (userId === undefined) return next();
    const user = await findUser(options.users, new ObjectId(userId));
    if (user && !user.disabledAt && user.version === version) req.user = user;
    else if (isBeingRenewed(user)) leaveSession(req);
    else await signOut(req, res, options);
    next();
  };
}

/**
 * Whether another tab may be renewing this session at this moment: it renews the session itself, and
 * a cookie that was cleared here would be the new one.
 */
function isBeingRenewed(user: User | null): boolean {
  const changed = user?.renewedAt?.getTime() ?? 0;
  return !user?.disabledAt && Date.now() - changed < RENEWAL;
}

/** A route that needs a signed-in user. */
export class SignedOut extends AppError {
  constructor() {
    super(401, 'Log in first.');
  }
}

/** Lets signed-in users through; others are asked to log in. */
export const signedIn: RequestHandler = (req, _res, next) => {
  next(req.user ? undefined : new SignedOut());
};

/** The user of a request that has passed `signedIn`. */
export function currentUser(req: Request): User {
  if (!req.user) throw new Error('this route needs signedIn before it');
  return req.user;
}

/** What asks for the password again. */
export class RecentSignInNeeded extends AppError {
  constructor() {
    super(403, 'Enter your password again for this.', { type: 'recent-sign-in-needed' });
  }
}

/** Whether the password was given a short time ago: whoever finds a browser signed in has not given it. */
export function isRecent({ session }: Request, { recentFor }: Config): boolean {
  return Date.now() - (session.recentAt ?? 0) < recentFor;
}

/** Lets those through who have given their password a short time ago. It goes after `signedIn`. */
export function requireRecent(config: Config): RequestHandler {
  return (req, _res, next) => next(isRecent(req, config) ? undefined : new RecentSignInNeeded());
}
