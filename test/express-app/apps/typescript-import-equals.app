TypeScript with its own way to take a CommonJS module in.
--- package.json
{ "scripts": { "start": "ts-node server.ts" }, "dependencies": { "express": "^4.18.2" } }
--- server.ts
import express = require('express');

const app: express.Application = express();

app.get('/', (req, res) => {
  res.send('hello');
});

app.listen(3000);
+++ server.ts
import express = require('express');
import { createSessionMiddleware } from './src/session/index';

const app: express.Application = express();

app.use(createSessionMiddleware());
app.get('/', (req, res) => {
  res.send('hello');
});

app.listen(3000);
