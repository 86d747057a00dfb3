What is thrown and caught leaves the rest of the attempt out: the session goes before it.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const app = express();
try {
  if (!process.env.API) throw new Error('no api');
  app.get('/api', (req, res) => res.json({}));
} catch {}
app.get('/', (req, res) => res.json(req.session.views));
app.listen(3000);
+++ app.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();
app.use(createSessionMiddleware());
try {
  if (!process.env.API) throw new Error('no api');
  app.get('/api', (req, res) => res.json({}));
} catch {}
app.get('/', (req, res) => res.json(req.session.views));
app.listen(3000);
