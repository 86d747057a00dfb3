A function that may return early: what comes after that is under a condition.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');

const app = express();

function addApi() {
  if (!process.env.API) return;
  app.get('/api', (req, res) => res.json({}));
}

addApi();
app.get('/', (req, res) => res.json(req.session.views));
app.listen(3000);
+++ app.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');

const app = express();

app.use(createSessionMiddleware());
function addApi() {
  if (!process.env.API) return;
  app.get('/api', (req, res) => res.json({}));
}

addApi();
app.get('/', (req, res) => res.json(req.session.views));
app.listen(3000);
