app.route, and a verb on a chain of them.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
const express = require('express');
const app = express();

app.use(express.json());

app
  .route('/books')
  .get((req, res) => res.json([]))
  .post((req, res) => res.json({}));

app.listen(3000);
+++ index.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();

app.use(express.json());

app.use(createSessionMiddleware());
app
  .route('/books')
  .get((req, res) => res.json([]))
  .post((req, res) => res.json({}));

app.listen(3000);
