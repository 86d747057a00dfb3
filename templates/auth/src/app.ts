import { fileURLToPath } from 'node:url';
import ejs from 'ejs';
import express, { type Express } from 'express';
import { accountsOf } from './auth/accounts.ts';
import { loadUser } from './auth/guard.ts';
import { accountForms, accountRoutes } from './auth/routes.ts';
import type { Config } from './config.ts';
import { timeLimit } from './database.ts';
import { errorPage, notFound } from './errors.ts';
import { type Log, requestLog } from './log.ts';
import { page, showAgain } from './pages.ts';
import { requireSameSite, requireToken } from './security/csrf.ts';
import { securityHeaders } from './security/headers.ts';
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

const inApp = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Every middleware and router of the app, in order. */
export function createApp({ config, secrets, store, log, stopping }: AppOptions): Express {
  const accounts = accountsOf({ config, secrets, store });
  const app = express();
  app.disable('x-powered-by');
  // An ETag is for what a browser may keep, and the answers here are not to be kept.
  app.disable('etag');
  app.set('trust proxy', config.trustProxy);
  app.set('view engine', 'ejs');
  app.set('views', inApp('views'));
  // So that a page's `include('/…')` starts here, and pages are compiled once.
  const options = { root: inApp('views'), cache: config.production };
  app.engine('ejs', (file, values, done) => ejs.renderFile(file, values, options, done));

  app.use(timeLimit);
  app.use(securityHeaders(config));
  app.use(requestLog(log));
  app.get('/livez', (_req, res) => {
    res.json({ ok: true });
  });
  app.get('/readyz', async (_req, res) => {
    // Before the app ends, load balancers are told to send no more requests.
    const health = stopping.aborted ? { ok: false } : await store.health();
    if (!health.ok) res.status(503).set('Retry-After', '5');
    res.json(health);
  });
  // Under a path of its own: at the root, every page would look for a file first.
  app.use('/static', express.static(inApp('public')));
  app.use(sessions({ config, secrets, store, log }));
  app.use(loadUser(accounts));
  app.use(requireSameSite(config));
  app.use(express.urlencoded({ extended: false, limit: '20kb' }));
  app.use(requireToken());

  app.get('/', (req, res) => page(req, res, 'home', { title: 'Welcome' }));
  app.use(accountRoutes(accounts));
  app.use(notFound);
  app.use(showAgain(accountForms(accounts)));
  app.use(errorPage);
  return app;
}
