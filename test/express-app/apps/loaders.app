Loaders that are awaited one after the other, each in a file of its own, in TypeScript.
--- package.json
{ "main": "src/app.ts", "scripts": { "start": "node build/app.js" }, "dependencies": { "express": "^4.18.2" } }
--- tsconfig.json
{ "compilerOptions": { "module": "commonjs", "outDir": "./build", "rootDir": "./src", "esModuleInterop": true } }
--- src/app.ts
import config from './config';
import express from 'express';
import Logger from './loaders/logger';

async function startServer() {
  const app = express();

  await require('./loaders').default({ expressApp: app });

  app.listen(config.port, () => {
    Logger.info('listening');
  });
}

startServer();
--- src/config/index.ts
import dotenv from 'dotenv';

dotenv.config();

export default { port: parseInt(process.env.PORT, 10), api: { prefix: '/api' }, databaseURL: process.env.MONGODB_URI };
--- src/loaders/logger.ts
const Logger = { info: (text: string) => console.log(text) };
export default Logger;
--- src/loaders/index.ts
import expressLoader from './express';
import mongooseLoader from './mongoose';
import Logger from './logger';

export default async ({ expressApp }) => {
  const connection = await mongooseLoader();
  Logger.info('database');
  await expressLoader({ app: expressApp });
  Logger.info('express');
};
--- src/loaders/mongoose.ts
import mongoose from 'mongoose';
import config from '../config';

export default async () => {
  const connection = await mongoose.connect(config.databaseURL);
  return connection.connection.db;
};
--- src/loaders/express.ts
import express from 'express';
import cors from 'cors';
import routes from '../api';
import config from '../config';

export default ({ app }: { app: express.Application }) => {
  app.get('/status', (req, res) => {
    res.status(200).end();
  });
  app.enable('trust proxy');
  app.use(cors());
  app.use(express.json());
  app.use(config.api.prefix, routes());
  app.use((req, res, next) => {
    next(new Error('Not Found'));
  });
};
--- src/api/index.ts
import { Router } from 'express';

export default () => {
  const app = Router();
  app.get('/me', (req, res) => res.json({}));
  return app;
};
+++ src/app.ts
import config from './config';
import express from 'express';
import Logger from './loaders/logger';
import { createSessionMiddleware } from './session/index';

async function startServer() {
  const app = express();

  app.use(createSessionMiddleware());
  await require('./loaders').default({ expressApp: app });

  app.listen(config.port, () => {
    Logger.info('listening');
  });
}

startServer();
