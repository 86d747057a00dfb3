import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Request, Response } from 'express';
import type { Config } from '../config.ts';
import { cookieOptions, forgetSession } from '../session/middleware.ts';
import type { SessionStore } from '../session/store.ts';
import { keepNewest } from './active-sessions.ts';
import type { User } from './users.ts';

export interface SignInOptions {
  config: Config;
  store: SessionStore;
}

/**
 * Signs a user in. The session gets a new id, so that nobody can have planted it (ASVS 7.2.4), and is
 * stored before the answer: the client must not hold a cookie that the database lacks.
 */
export async function signIn(req: Request, user: User, { config, store }: SignInOptions) {
  try {
    await promisify(store.regenerate).call(store, req);
    req.session.userId = user._id.toHexString();
    req.session.version = user.version;
    req.session.csrfToken = randomBytes(32).toString('base64url');
    req.session.userAgent = (req.get('user-agent') ?? '').slice(0, 200);
    await promisify(req.session.save).call(req.session);
    await keepNewest(store, req.session.userId, config.sessionLimit);
  } catch (error) {
    forgetSession(req);
    throw error;
  }
  req.user = user;
}

/** Signs the visitor out: the session is gone from the database, the cookie from the browser. */
export async function signOut(req: Request, res: Response, { config, store }: SignInOptions) {
  try {
    if (req.sessionID) await promisify(store.destroy).call(store, req.sessionID);
  } finally {
    forgetSession(req);
    req.user = undefined;
  }
  res.clearCookie(config.cookieName, cookieOptions(config));
  // Only the cache: "cookies" would sign the visitor out of every app on a sibling host.
  if (config.production) res.set('Clear-Site-Data', '"cache"');
}
