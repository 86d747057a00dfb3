import 'express-session';
import type { User } from '../auth/users.ts';
import type { Log } from '../log.ts';

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

declare global {
  namespace Express {
    interface Request {
      /** Its lines name the request. */
      log: Log;
      /** The signed-in user. */
      user?: User;
    }
  }
}
