import type { Request, RequestHandler } from 'express';
import { ObjectId } from 'mongodb';
import { AppError } from '../app-error.ts';
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
