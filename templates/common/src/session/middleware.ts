import { type IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import type { Request, RequestHandler, Response } from 'express';
import session, { type SessionData } from 'express-session';
import { AppError } from '../app-error.ts';
import type { Config } from '../config.ts';
import { DatabaseUnavailable } from '../database.ts';
import type { Log } from '../log.ts';
import type { SessionStore } from './store.ts';
import { storeFirst } from './store-first.ts';

export interface SessionOptions {
  config: Config;
  secrets: string[];
  store: SessionStore;
  log: Log;
}

/**
 * express-session with our store. A request whose session cannot be read is answered 503:
 * going on without it would show a signed-in visitor as signed out.
 */
export function sessions(options: SessionOptions): RequestHandler {
  const { config, log } = options;
  const readSession = guarded(expressSession(options));
  let warned = false;

  return (req, res, next) => {
    if (config.production && !req.secure) {
      const refusal = refuseInsecure(req, res, config);
      if (!refusal) return;
      if (!warned) log.warn('an insecure request was refused: see TRUST_PROXY in the README');
      warned = true;
      return next(refusal);
    }

    res.set('Cache-Control', 'no-store');
    readSession(req, res, next);
  };
}

/** Sees to it that a request goes on with a session that was read, and ends with one that can be stored. */
export function guarded(readSession: RequestHandler): RequestHandler {
  return (req, res, next) => {
    let read = false;
    readSession(req, res, (error?: unknown) => {
      // express-session calls again when the session could not be stored at the response's end.
      if (read) return next(error);
      read = true;
      if (error || !req.session) {
        forgetSession(req);
        return next(error ?? new DatabaseUnavailable('disconnected'));
      }
      storeFirst(req, res, next);
      next();
    });
  };
}

/** express-session with our store, and nothing around it. */
export function expressSession(options: Omit<SessionOptions, 'log'>): RequestHandler {
  const { config, secrets, store } = options;
  return session({
    name: config.cookieName,
    secret: secrets,
    store,
    cookie: config.cookie,
    resave: false,
    saveUninitialized: false,
    unset: 'destroy',
  });
}

/** Reads the session of a request that Express does not see, such as a WebSocket's upgrade: nothing is stored. */
export function sessionReader(options: Omit<SessionOptions, 'log'>) {
  const read = promisify(expressSession(options));
  return async (message: IncomingMessage): Promise<Partial<SessionData>> => {
    const req = Object.assign(Object.create(message), { originalUrl: '/', url: '/' }) as Request;
    await read(req, new ServerResponse(message) as Response);
    if (!req.session) throw new DatabaseUnavailable('disconnected');
    return req.session;
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
 * Lets a request go on as a stranger's, whose session has just ended: with a fresh one, which is stored and gets a
 * cookie only if something is put into it.
 */
export function leaveSession(req: Request) {
  req.sessionStore.generate(req);
  const { session, sessionID } = req;
  const isEmpty = () =>
    Object.entries(session).every(([key, value]) => key === 'cookie' || value === undefined);
  const become = (value: unknown) =>
    Object.defineProperty(req, 'sessionID', { value, writable: true, configurable: true });
  // express-session leaves a session without an id alone.
  Object.defineProperty(req, 'sessionID', {
    get: () => (isEmpty() ? undefined : sessionID),
    set: become,
    configurable: true,
  });
}

/**
 * In production a session is only ever sent over HTTPS: the cookie would be dropped in silence, and every login would
 * lead to the login page again. Where a trusted proxy says `http`, the visitor is led to HTTPS; else the error says why.
 */
function refuseInsecure(req: Request, res: Response, { trustProxy }: Config): AppError | undefined {
  if (trustProxy === false) {
    return new AppError(
      400,
      'This site needs HTTPS. If a proxy ends TLS in front of this app, set TRUST_PROXY to the number of proxies.',
    );
  }
  const isTrusted = req.app.get('trust proxy fn')(req.socket.remoteAddress, 0);
  if (!isTrusted || req.get('x-forwarded-proto') === undefined) {
    return new AppError(
      400,
      'This site needs HTTPS, and no proxy that TRUST_PROXY names says in X-Forwarded-Proto that it was used.',
    );
  }
  if (!['GET', 'HEAD'].includes(req.method)) {
    return new AppError(400, 'This site needs HTTPS. Send this again over HTTPS.');
  }
  res.redirect(308, `https://${req.host}${req.originalUrl}`);
  return undefined;
}
