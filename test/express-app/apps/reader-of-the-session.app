A middleware that reads the session through a function of another file.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2" } }
--- app.js
const express = require('express');
const { userOf } = require('./users');

const app = express();
app.use((req, res, next) => {
  res.locals.time = Date.now();
  next();
});
app.use((req, res, next) => {
  res.locals.user = userOf(req);
  next();
});
app.get('/', (req, res) => res.render('home'));
app.listen(3000);
--- users.js
exports.userOf = ({ session }) => session && session.user;
+++ app.js
const express = require('express');
const { userOf } = require('./users');
const { createSessionMiddleware } = require('./src/session/index.mjs');

const app = express();
app.use((req, res, next) => {
  res.locals.time = Date.now();
  next();
});
app.use(createSessionMiddleware());
app.use((req, res, next) => {
  res.locals.user = userOf(req);
  next();
});
app.get('/', (req, res) => res.render('home'));
app.listen(3000);
