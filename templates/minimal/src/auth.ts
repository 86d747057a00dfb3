import { promisify } from 'node:util';
import type { Request, Response } from 'express';
import type { Config } from './config.ts';
import { forgetSession } from './session/middleware.ts';

export interface User {
  name: string;
}

declare module 'express-session' {
  interface SessionData {
    isLoggedIn: boolean;
    user: User;
    visits: number;
  }
}

/**
 * Signs a user in. The session gets a new id, so that nobody can have planted it (ASVS 7.2.4), and is
 * stored before the answer: the client must not hold a cookie that the database lacks.
 */
export async function signIn(req: Request, user: User) {
  try {
    await promisify(req.session.regenerate).call(req.session);
    req.session.isLoggedIn = true;
    req.session.user = user;
    req.session.visits = 0;
    await promisify(req.session.save).call(req.session);
  } catch (error) {
    forgetSession(req);
    throw error;
  }
}

/** Signs the visitor out: the session is gone from the database, the cookie from the browser. */
export async function signOut(req: Request, res: Response, config: Config) {
  const { session } = req;
  try {
    await promisify(session.destroy).call(session);
  } finally {
    forgetSession(req);
  }
  res.clearCookie(config.cookieName, config.cookie);
}
