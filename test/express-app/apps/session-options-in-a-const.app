The options stand in a literal of the same file, and production adds to them.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
const express = require('express');
const session = require('express-session');
const app = express();

const sess = {
  secret: 'keyboard cat',
  cookie: {},
};

if (app.get('env') === 'production') {
  app.set('trust proxy', 1);
  sess.cookie.secure = true;
}

app.use(session(sess));
app.get('/', (req, res) => res.json(req.session));
app.listen(3000);
+++ app.js
const express = require('express');
const session = require('express-session');
const { createSessionStore } = require('./src/session/index.mjs');
const app = express();

const sess = {
  store: createSessionStore(),
  secret: 'keyboard cat',
  cookie: {},
};

if (app.get('env') === 'production') {
  app.set('trust proxy', 1);
  sess.cookie.secure = true;
}

app.use(session(sess));
app.get('/', (req, res) => res.json(req.session));
app.listen(3000);
