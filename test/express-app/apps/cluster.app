Only a worker has the app.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
const cluster = require('cluster');
const os = require('os');

if (cluster.isMaster) {
  os.cpus().forEach(() => cluster.fork());
} else {
  const express = require('express');
  const app = express();

  app.get('/', (req, res) => {
    res.send('from a worker');
  });

  app.listen(3000);
}
+++ index.js
const cluster = require('cluster');
const os = require('os');
const { createSessionMiddleware } = require('./src/session/index.mjs');

if (cluster.isMaster) {
  os.cpus().forEach(() => cluster.fork());
} else {
  const express = require('express');
  const app = express();

  app.use(createSessionMiddleware());
  app.get('/', (req, res) => {
    res.send('from a worker');
  });

  app.listen(3000);
}
