An ES module whose whole app is one chain.
--- package.json
{ "type": "module", "scripts": { "start": "node server.js" }, "dependencies": { "express": "^5.0.0" } }
--- server.js
import express from 'express';
import morgan from 'morgan'; // the log

express()
  .use(morgan('dev'))
  .use(express.static('public'))
  .get('/', (req, res) => res.send('hello'))
  .listen(process.env.PORT ?? 3000);
+++ server.js
import express from 'express';
import morgan from 'morgan'; // the log
import { createSessionMiddleware } from './src/session/index.mjs';

express()
  .use(morgan('dev'))
  .use(express.static('public'))
  .use(createSessionMiddleware())
  .get('/', (req, res) => res.send('hello'))
  .listen(process.env.PORT ?? 3000);
