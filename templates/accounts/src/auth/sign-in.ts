import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Request, Response } from 'express';
import { forgetSession, leaveSession } from '../session/middleware.ts';
import type { SessionStore } from '../session/store.ts';
import { keepNewest } from './active-sessions.ts';
import { type DeviceOptions, rememberDevice } from './devices.ts';
import { digestOf, type User } from './users.ts';

declare module 'express-session' {
  interface SessionData {
    /** Of the signed-in user, as text. */
    userId: string;
    /** The user's `version` at sign-in: a changed password leaves it behind. */
    version: number;
    csrfToken: string;
    userAgent: string;
    /** Shown once, on the next page. */
    flash: string;
  }
}

export interface SignInOptions extends DeviceOptions {
  store: SessionStore;
}

/**
 * Signs a user in. The session gets a new id, so that nobody can have planted it (ASVS 7.2.4), and is
 * stored before the answer: the client must not hold a cookie that the database lacks.
 */
export async function signIn(req: Request, res: Response, user: User, options: SignInOptions) {
  const { config, store } = options;
  const userId = user._id.toHexString();
  try {
    await promisify(store.regenerate).call(store, req);
    req.session.userId = userId;
    req.session.version = user.version;
    req.session.csrfToken = randomBytes(32).toString('base64url');
    req.session.userAgent = (req.get('user-agent') ?? '').slice(0, 200);
    await promisify(req.session.save).call(req.session);
  } catch (error) {
    forgetSession(req);
    throw error;
  }
  req.user = user;
  rememberDevice(res, digestOf(user.email), options);
  // The user is signed in by now. What is too much ends with the next login.
  await keepNewest(store, userId, config.sessionLimit).catch(({ message }) =>
    req.log.warn(message),
  );
}

/** Signs the visitor out: the session is gone from the database, the cookie from the browser. */
export async function signOut(req: Request, res: Response, { config, store }: SignInOptions) {
  req.user = undefined;
  try {
    if (req.sessionID) await promisify(store.destroy).call(store, req.sessionID);
  } catch (error) {
    forgetSession(req);
    throw error;
  }
  res.clearCookie(config.cookieName, config.cookie);
  leaveSession(req);
}
