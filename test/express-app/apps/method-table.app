Methods and paths from a table.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const app = express();
const routes = { 'get /a': (req, res) => res.send('a') };
for (const key in routes) {
  const [method, path] = key.split(' ');
  app[method](path, routes[key]);
}
app.listen(3000);
+++ app.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();
const routes = { 'get /a': (req, res) => res.send('a') };
app.use(createSessionMiddleware());
for (const key in routes) {
  const [method, path] = key.split(' ');
  app[method](path, routes[key]);
}
app.listen(3000);
