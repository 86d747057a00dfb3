A session whose options stand on lines of their own.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
const express = require('express');
const session = require('express-session');

const app = express();

app.use(
  session({
    secret: process.env.SECRET,
    resave: true,
    saveUninitialized: true,
    cookie: { maxAge: 60 * 60 * 1000 }, // an hour
  }),
);

app.get('/', (req, res) => res.json(req.session));

app.listen(3000);
+++ app.js
const express = require('express');
const session = require('express-session');
const { createSessionStore } = require('./src/session/index.mjs');

const app = express();

app.use(
  session({
    store: createSessionStore(),
    secret: process.env.SECRET,
    resave: true,
    saveUninitialized: true,
    cookie: { maxAge: 60 * 60 * 1000 }, // an hour
  }),
);

app.get('/', (req, res) => res.json(req.session));

app.listen(3000);
