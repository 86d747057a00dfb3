A factory makes the app, another file starts it.
--- package.json
{ "type": "module", "scripts": { "start": "node src/server.js" }, "dependencies": { "express": "^4.18.2" } }
--- src/server.js
import { createApp } from './app.js';
import { connect } from './db.js';

await connect();
const app = createApp({ title: 'Books' });
app.listen(process.env.PORT);
--- src/db.js
import { MongoClient } from 'mongodb';

export async function connect() {
  await new MongoClient(process.env.DB_CONNECT).connect();
}
--- src/app.js
import express from 'express';
import { books } from './books.js';

export function createApp({ title }) {
  const app = express();
  app.locals.title = title;
  app.use(express.json());

  // What is read
  app.use('/books', books);
  return app;
}
--- src/books.js
import { Router } from 'express';

export const books = Router();
books.get('/', (req, res) => res.json([]));
+++ src/app.js
import express from 'express';
import { books } from './books.js';
import { createSessionMiddleware } from './session/index.mjs';

export function createApp({ title }) {
  const app = express();
  app.locals.title = title;
  app.use(express.json());

  app.use(createSessionMiddleware());

  // What is read
  app.use('/books', books);
  return app;
}
