A middleware of another file, made with options, that reads the session.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const { auth } = require('./auth');
const app = express();
app.use(auth({ login: '/login' }));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
--- auth.js
exports.auth = (options) => (req, res, next) => req.session.user ? next() : res.redirect(options.login);
+++ app.js
const express = require('express');
const { auth } = require('./auth');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();
app.use(createSessionMiddleware());
app.use(auth({ login: '/login' }));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
