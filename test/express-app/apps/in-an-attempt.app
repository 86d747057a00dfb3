Routes that are tried: the session comes before.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2" } }
--- app.js
const express = require('express');
const app = express();
try {
  app.use('/plugins', require('./plugins'));
} catch (error) {
  console.error(error);
}
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
--- plugins.js
module.exports = require('express').Router();
+++ app.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();
app.use(createSessionMiddleware());
try {
  app.use('/plugins', require('./plugins'));
} catch (error) {
  console.error(error);
}
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
