Workers alone have an app: all of it comes after a branch that returns.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const cluster = require('cluster');
const express = require('express');
function start() {
  if (cluster.isPrimary) {
    cluster.fork();
    return;
  }
  const app = express();
  app.use(express.json());
  app.get('/', (req, res) => res.json(req.session));
  app.listen(3000);
}
start();
+++ app.js
const cluster = require('cluster');
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
function start() {
  if (cluster.isPrimary) {
    cluster.fork();
    return;
  }
  const app = express();
  app.use(express.json());
  app.use(createSessionMiddleware());
  app.get('/', (req, res) => res.json(req.session));
  app.listen(3000);
}
start();
