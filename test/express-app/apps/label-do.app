A loop that is left by its label.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const app = express();
outer: for (;;) {
  if (process.env.X) break outer;
  app.get('/x', (req, res) => res.send('x'));
  break;
}
app.get('/', (req, res) => res.json(req.session));
app.listen(3000);
+++ app.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();
app.use(createSessionMiddleware());
outer: for (;;) {
  if (process.env.X) break outer;
  app.get('/x', (req, res) => res.send('x'));
  break;
}
app.get('/', (req, res) => res.json(req.session));
app.listen(3000);
