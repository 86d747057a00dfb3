Options over several lines, with a function and a comment.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express-session": "^1.18.0" } }
--- app.js
const express = require('express');
const session = require('express-session');
const app = express();
app.use(session({
  genid: (req) => require('crypto').randomUUID(),
  secret: process.env.SECRET, // keep it
  cookie: { maxAge: 1000 * 60 },
}));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
+++ app.js
const express = require('express');
const session = require('express-session');
const { createSessionStore } = require('./src/session/index.mjs');
const app = express();
app.use(session({
  store: createSessionStore(),
  genid: (req) => require('crypto').randomUUID(),
  secret: process.env.SECRET, // keep it
  cookie: { maxAge: 1000 * 60 },
}));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
