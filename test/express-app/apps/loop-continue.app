A loop that leaves some of its rounds out.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const app = express();
for (const name of ['a', 'b']) {
  if (name === process.env.SKIP) continue;
  app.get('/' + name, (req, res) => res.send(name));
}
app.listen(3000);
+++ app.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();
app.use(createSessionMiddleware());
for (const name of ['a', 'b']) {
  if (name === process.env.SKIP) continue;
  app.get('/' + name, (req, res) => res.send(name));
}
app.listen(3000);
