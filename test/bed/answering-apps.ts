import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';

/** What is used here of an app of Express. */
interface App extends RequestListener {
  use(handler: Handler): App;
  get(path: string, handler: Handler): App;
  set(name: string, value: unknown): App;
  disable(name: string): App;
}

interface Req {
  method: string;
  url: string;
  secure: boolean;
  hostname: string;
  headers: Record<string, string | undefined>;
}

interface Res {
  set(headers: Record<string, string>): Res;
  status(code: number): Res;
  send(text: string): void;
  sendStatus(code: number): void;
  redirect(status: number, place: string): void;
}

type Handler = (req: Req, res: Res, next: () => void) => void;

const require = createRequire(import.meta.url);
const express: () => App = require('express');
const session: (options: object) => Handler = require('express-session');
const SECRET = 'x'.repeat(40);

function newApp(): App {
  const app = express();
  return app.set('trust proxy', 1).disable('x-powered-by');
}

/** Answers `/`, and errors in a few words. */
function finish(app: App): App {
  app.get('/', (_req, res) => res.send('hello'));
  app.use((_req, res) => res.sendStatus(404));
  const onError = (_error: unknown, _req: Req, res: Res, _next: unknown) => res.sendStatus(400);
  return app.use(onError as unknown as Handler);
}

const sessions = (options: object = {}) =>
  session({
    secret: SECRET,
    resave: false,
    saveUninitialized: true,
    cookie: { secure: 'auto', sameSite: 'lax' },
    ...options,
  });

/** Says that browsers are to come over HTTPS, and leads them there. */
const httpsOnly: Handler = (req, res, next) => {
  if (!req.secure) return res.redirect(308, `https://${req.hostname}${req.url}`);
  res.set({ 'strict-transport-security': 'max-age=31536000' });
  next();
};

const says =
  (headers: Record<string, string>): Handler =>
  (_req, res, next) => {
    res.set(headers);
    next();
  };

/** Express as it comes: whatever can be left out is left out. */
function careless(): RequestListener {
  const app = express();
  const cors: Handler = ({ headers: { origin } }, res, next) => {
    if (origin)
      res.set({
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
      });
    next();
  };
  app.use(cors);
  app.use(says({ 'cache-control': 'public, max-age=600' }));
  app.use(
    session({ secret: SECRET, resave: true, saveUninitialized: true, cookie: { httpOnly: false } }),
  );
  return app.get('/', (_req, res) => res.send('hello'));
}

/** Sessions made by hand, which take any id that comes; what goes wrong is shown to whoever asks. */
function handMade(): RequestListener {
  const app = newApp();
  app.use(({ headers, method }, res, next) => {
    const id = /connect\.sid=([^;]*)/.exec(headers.cookie ?? '')?.[1] ?? randomUUID();
    res.set({
      'set-cookie': `connect.sid=${id}; Path=/; HttpOnly; SameSite=None; Domain=shop.example`,
      'cache-control': 's-maxage=60',
    });
    if (method !== 'OPTIONS') return next();
    res.set({
      'access-control-allow-origin': `${headers.origin}`,
      'access-control-allow-credentials': 'true',
    });
    res.sendStatus(204);
  });
  app.get('/', (_req, res) => res.send('hello'));
  return app.use((_req, res) => res.status(404).send(new Error('no such page').stack ?? ''));
}

/** Strangers get nothing, and only HTTPS does. */
function sound(): RequestListener {
  return finish(
    newApp()
      .use(httpsOnly)
      .use(sessions({ saveUninitialized: false })),
  );
}

/** A shop that keeps a cart for everybody, and does it well. */
function cart(): RequestListener {
  const cookie = { secure: true, sameSite: 'lax' };
  const own = sessions({ name: '__Host-session', genid: () => randomUUID(), cookie });
  return finish(
    newApp()
      .use(httpsOnly)
      .use(says({ 'cache-control': 'no-store' }))
      .use(own),
  );
}

/** The same in development, behind a page that chooses a language. */
function cartInDevelopment(): RequestListener {
  const app = newApp()
    .use(says({ 'cache-control': 'private, max-age=60' }))
    .use((req, res, next) => {
      if (req.url !== '/') return next();
      res.set({ 'set-cookie': 'language=en' });
      res.redirect(302, '/en');
    });
  app.use(sessions());
  app.get('/en', (_req, res) => res.send('hello'));
  return finish(app);
}

/** Lets one other site in, by its name, and anybody without credentials. */
function shared(): RequestListener {
  const app = newApp().use(({ headers: { origin } }, res, next) => {
    const isFriend = origin === 'https://friend.example';
    res.set({
      'access-control-allow-origin': isFriend ? origin : '*',
      ...(isFriend && { 'access-control-allow-credentials': 'true' }),
    });
    next();
  });
  return finish(app.use(sessions({ saveUninitialized: false })));
}

/** Is elsewhere now. */
function moved(): RequestListener {
  return (_req, res) => {
    res.writeHead(301, { location: 'http://elsewhere.example/' }).end();
  };
}

/** Is down. */
function broken(): RequestListener {
  return (_req, res) => {
    res.writeHead(503).end();
  };
}

/** Apps that do well or badly over HTTP, each made anew. */
export const APPS = { careless, handMade, sound, cart, cartInDevelopment, shared, moved, broken };
