A directive stays first where no module is taken in before.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
'use strict';

exports.start = function () {
  const app = require('express')();
  app.get('/', (req, res) => res.send('hello'));
  app.listen(3000);
};

exports.start();
+++ index.js
'use strict';
const { createSessionMiddleware } = require('./src/session/index.mjs');

exports.start = function () {
  const app = require('express')();
  app.use(createSessionMiddleware());
  app.get('/', (req, res) => res.send('hello'));
  app.listen(3000);
};

exports.start();
