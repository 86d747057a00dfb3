import type { NextFunction, Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { DatabaseUnavailable } from './connection.ts';
import type { SessionStore } from './store.ts';

export interface SessionOptions {
  config: Config;
  secrets: string[];
  store: SessionStore;
  log: Log;
}

/** The cookie's attributes. It has no lifetime of its own: the server decides when a session ends. */
export function cookieOptions({ production }: Config) {
  return { path: '/', httpOnly: true, secure: production, sameSite: 'lax' } as const;
}

/**
 * express-session with our store. A request whose session cannot be read is answered 503:
 * going on without it would show a signed-in visitor as signed out.
 */
export function sessions({ config, secrets, store, log }: SessionOptions): RequestHandler {
  let warned = false;
  const readSession = session({
    name: config.cookieName,
    secret: secrets,
    store,
    cookie: cookieOptions(config),
    resave: false,
    saveUninitialized: false,
    unset: 'destroy',
  });

  return (req, res, next) => {
    if (config.production && !req.secure) {
      // The cookie would be dropped in silence, and every login would lead to the login page again.
      if (!warned) log.warn('an insecure request was refused: see TRUST_PROXY in the README');
      warned = true;
      return next(new InsecureRequest());
    }

    res.set('Cache-Control', 'no-store');
    let read = false;
    readSession(req, res, (error?: unknown) => {
      // express-session calls again when the session could not be stored at the response's end.
      if (read) return next(error);
      read = true;
      if (error || !req.session) {
        forgetSession(req);
        return next(error ?? new DatabaseUnavailable('disconnected'));
      }
      refuseUnserialisable(req, res, next);
      next();
    });
  };
}

/**
 * Keeps express-session from doing anything about this request's session at the response's end.
 * With `unset: 'destroy'` it would take a session that could not be read for one to delete.
 */
export function forgetSession(req: Request) {
  Object.assign(req, { session: undefined, sessionID: undefined });
}

/**
 * A value that JSON cannot carry makes express-session throw after it has marked the response as
 * ended, and the client waits forever; in a piped response it ends the process. So look first, drop
 * that value and answer with an error.
 */
function refuseUnserialisable(req: Request, res: Response, next: NextFunction) {
  const { end, writeHead } = res;
  let isEnding = false;
  res.end = function checkedEnd(this: Response, ...args: unknown[]) {
    const error = dropUnserialisable(req.session);
    if (error && !this.headersSent) {
      next(error);
      return this;
    }
    if (error) this.once('close', () => next(error));
    isEnding = true;
    return Reflect.apply(end, this, args);
  } as Response['end'];
  // A streamed response is on its way before its end: it stands, and the error is only told.
  res.writeHead = function checkedWriteHead(this: Response, ...args: unknown[]) {
    const error = isEnding ? undefined : dropUnserialisable(req.session);
    if (error) this.once('close', () => next(error));
    return Reflect.apply(writeHead, this, args);
  } as Response['writeHead'];
}

function dropUnserialisable(data: object | null | undefined): Error | undefined {
  if (!data || isSerialisable(data)) return undefined;
  const keys = Object.entries(data)
    .filter(([, value]) => !isSerialisable(value))
    .map(([key]) => key);
  if (keys.length === 0) return undefined;
  for (const key of keys) Reflect.deleteProperty(data, key);
  return new Error(`the session cannot hold what is in "${keys.join('", "')}" as JSON`);
}

function isSerialisable(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}

/** In production a session is only ever sent over HTTPS. */
export class InsecureRequest extends Error {
  readonly status = 400;

  constructor() {
    super(
      'This site needs HTTPS. If a proxy ends TLS in front of this app, set TRUST_PROXY to the number of proxies.',
    );
  }
}
