A callback that returns when it gets an error.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const mongoose = require('mongoose');
const app = express();
mongoose.connect(process.env.DB, (err) => {
  if (err) return console.error(err);
  app.get('/', (req, res) => res.json(req.session));
  app.listen(3000);
});
+++ app.js
const express = require('express');
const mongoose = require('mongoose');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();
mongoose.connect(process.env.DB, (err) => {
  if (err) return console.error(err);
  app.use(createSessionMiddleware());
  app.get('/', (req, res) => res.json(req.session));
  app.listen(3000);
});
