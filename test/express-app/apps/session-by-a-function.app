The options come from a function of the same file, which gives one literal: that gets the store.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const session = require('express-session');
const app = express();
app.use(session(optionsFor(process.env.NODE_ENV)));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);

function optionsFor(mode) {
  return { secret: mode, resave: false, saveUninitialized: false };
}
+++ app.js
const express = require('express');
const session = require('express-session');
const { createSessionStore } = require('./src/session/index.mjs');
const app = express();
app.use(session(optionsFor(process.env.NODE_ENV)));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);

function optionsFor(mode) {
  return { secret: mode, resave: false, saveUninitialized: false, store: createSessionStore() };
}
