TypeScript: a function makes the session, with a store that a container of services holds.
--- package.json
{ "main": "index.js", "scripts": { "start": "node ./dist/src/app.js" }, "dependencies": { "express-session": "^1.18.0" } }
--- tsconfig.json
{ "compilerOptions": { "outDir": "dist", "rootDir": ".", "esModuleInterop": true } }
--- src/app.ts
import express from 'express';
import loader from './loaders';

async function startServer() {
  const app = express();
  await loader(app);
  app.listen(process.env.PORT);
}

startServer();
--- src/loaders/index.ts
import { Application, json } from 'express';
import { sessionConfig } from '../configs/session';
import auth from '../routes/auth';

export default function (app: Application) {
  app.use(json());
  app.use(sessionConfig());
  app.use('/auth', auth);
}
--- src/configs/session.ts
import session from 'express-session';
import { redis } from '../services';

export const sessionConfig = () =>
  session({
    store: redis.store,
    secret: process.env.SESSION_SECRET_KEY as string,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: { secure: false, maxAge: 1000 * 60 * 5 },
  });
--- src/services.ts
import Container from 'typedi';
import { RedisService } from './redis';

export const redis = Container.get(RedisService);
--- src/redis.ts
import { Service } from 'typedi';
import RedisStore from 'connect-redis';

@Service()
export class RedisService {
  public store = new RedisStore({ client: undefined, ttl: 1000 * 60 * 5 });
}
--- src/routes/auth.ts
import { Router } from 'express';
import { wrap } from '../wrap';

const auth = Router();
auth.delete(
  '/logout',
  wrap((req, res) => {
    req.session.destroy((error) => error);
    res.send('bye');
  }),
);
export default auth;
--- src/wrap.ts
import type { RequestHandler } from 'express';

export const wrap = (handler: RequestHandler): RequestHandler => async (req, res, next) => {
  try {
    await handler(req, res, next);
  } catch (error) {
    next(error);
  }
};
=== cookie-not-secure src/configs/session.ts:11
=== cookie-name-default src/configs/session.ts:5
