import type { Request, RequestHandler } from 'express';
import { ObjectId } from 'mongodb';
import { type SignInOptions, signOut } from './sign-in.ts';
import { findUser, type User, type Users } from './users.ts';

/**
 * Finds the session's user with every request, as `req.user`. A user who was disabled, deleted, or has changed
 * the password since is signed out by it, in every session (ASVS 7.4.2).
 */
export function loadUser(users: Users, options: SignInOptions): RequestHandler {
  return async (req, res, next) => {
    const { userId, version } = req.session;
    if (userId === undefined) return next();
    const user = await findUser(users, new ObjectId(userId));
    if (user && !user.disabledAt && user.version === version) req.user = user;
    else await signOut(req, res, options);
    next();
  };
}

/** Lets only signed-in users through; `otherwise` answers the others. */
export function requireUser(otherwise: RequestHandler): RequestHandler {
  return (req, res, next) => {
    if (req.user) return next();
    otherwise(req, res, next);
  };
}

/** The user of a request that has passed `requireUser`. */
export function currentUser(req: Request): User {
  if (!req.user) throw new Error('this route needs requireUser before it');
  return req.user;
}
