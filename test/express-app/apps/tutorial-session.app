The session of the tutorial, in memory: it gets a store, and keeps the rest.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
const express = require('express');
const session = require('express-session');

const app = express();

app.use(session({ secret: 'my secret', resave: false, saveUninitialized: false }));

app.get('/', (req, res) => {
  req.session.visits = (req.session.visits || 0) + 1;
  res.json({ visits: req.session.visits });
});

app.listen(process.env.PORT || 3000);
+++ app.js
const express = require('express');
const session = require('express-session');
const { createSessionStore } = require('./src/session/index.mjs');

const app = express();

app.use(session({ secret: 'my secret', resave: false, saveUninitialized: false, store: createSessionStore() }));

app.get('/', (req, res) => {
  req.session.visits = (req.session.visits || 0) + 1;
  res.json({ visits: req.session.visits });
});

app.listen(process.env.PORT || 3000);
