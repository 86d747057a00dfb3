Middlewares in an array, one of which reads the session.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const app = express();

const quick = [express.json(), express.urlencoded({ extended: true })];
const slow = [
  (req, res, next) => {
    res.locals.user = req.session.user;
    next();
  },
];
app.use(quick);
app.use(slow);
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
+++ app.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();

const quick = [express.json(), express.urlencoded({ extended: true })];
const slow = [
  (req, res, next) => {
    res.locals.user = req.session.user;
    next();
  },
];
app.use(quick);
app.use(createSessionMiddleware());
app.use(slow);
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
