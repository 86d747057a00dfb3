import express, { type Express } from 'express';
import { signIn, signOut } from './auth.ts';
import type { Config } from './config.ts';
import { timeLimit } from './database.ts';
import { errorHandler, notFound } from './errors.ts';
import type { Log } from './log.ts';
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

/** Every middleware and route of the app, in order. */
export function createApp({ config, secrets, store, log, stopping }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  // An ETag is for what a browser may keep, and the answers here are not to be kept.
  app.disable('etag');
  app.set('trust proxy', config.trustProxy);

  app.use(timeLimit);
  app.use((req, res, next) => {
    // Add `; includeSubDomains` once every host below this one has HTTPS.
    if (config.production && req.secure) res.set('Strict-Transport-Security', 'max-age=31536000');
    next();
  });
  app.get('/livez', (_req, res) => {
    res.json({ ok: true });
  });
  app.get('/readyz', async (_req, res) => {
    // Before the app ends, load balancers are told to send no more requests.
    const health = stopping.aborted ? { ok: false } : await store.health();
    if (!health.ok) res.status(503).set('Retry-After', '5');
    res.json(health);
  });
  app.use(sessions({ config, secrets, store, log }));
  app.use(express.json());

  app.get('/', (req, res) => {
    const { isLoggedIn = false, user = null } = req.session;
    if (isLoggedIn) req.session.visits = (req.session.visits ?? 0) + 1;
    res.json({ isLoggedIn, user, visits: req.session.visits ?? 0 });
  });

  app.post('/login', async (req, res) => {
    const name: unknown = req.body?.name;
    if (typeof name !== 'string' || name.trim() === '' || name.length > 100) {
      return res.status(422).json({ error: 'name must be a text of 1 to 100 characters' });
    }
    // Check the user's password here: as it stands, anybody may sign in under any name.
    await signIn(req, { name });
    res.json({ isLoggedIn: true, user: { name } });
  });

  app.post('/logout', async (req, res) => {
    await signOut(req, res, config);
    res.status(204).end();
  });

  app.use(notFound);
  app.use(errorHandler(log));
  return app;
}
