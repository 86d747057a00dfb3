import type { RequestListener } from 'node:http';
import express, { type Request, type Response } from 'express';
import { loadUser } from './auth/guard.ts';
import { authRoutes } from './auth/routes.ts';
import { usersOf } from './auth/users.ts';
import type { Config } from './config.ts';
import { lastResort, notFound, problem } from './errors.ts';
import { livez, readyz } from './health.ts';
import { type Log, requestLog } from './log.ts';
import { crossOrigin } from './security/cross-origin.ts';
import { requireSameSite, requireToken } from './security/csrf.ts';
import { securityHeaders } from './security/headers.ts';
import { loginLimit } from './security/rate-limit.ts';
import { sessions } from './session/middleware.ts';
import type { SessionStore } from './session/store.ts';

export interface AppOptions {
  config: Config;
  secrets: string[];
  store: SessionStore;
  log: Log;
  /** Aborts when the process is about to end. */
  stopping: AbortSignal;
}

/** Every middleware and router of the app, in order. */
export function createApp({ config, secrets, store, log, stopping }: AppOptions): RequestListener {
  const users = usersOf(store.db);
  const limit = loginLimit(store.client, store.db);
  const app = express();
  app.disable('x-powered-by');
  // An ETag is for what a browser may keep, and the answers here are not to be kept.
  app.disable('etag');
  app.set('trust proxy', config.trustProxy);

  app.use(securityHeaders(config));
  app.use(requestLog(log));
  app.get('/livez', livez);
  app.get('/readyz', readyz(store, stopping));
  if (config.allowedOrigins.length > 0) app.use(crossOrigin(config));
  app.use(sessions({ config, secrets, store, log }));
  app.use(loadUser(users, { config, store }));
  app.use(requireSameSite(config));
  app.use(requireToken);
  app.use(express.json({ limit: '20kb' }));

  app.use('/api', authRoutes({ config, store, users, limit }));
  app.use(notFound);
  app.use(problem);
  // Express's own last handler would print the stack, and the cause, of an error that nobody answered.
  return (req, res) => app(req as Request, res as Response, lastResort(req, res, log));
}
