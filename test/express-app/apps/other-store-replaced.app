The store of another package is replaced where its owner says so: --replace-store
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
const express = require('express');
const session = require('express-session');
const MongoStore = require('connect-mongo');

const app = express();

app.use(
  session({
    secret: 'foo',
    store: MongoStore.create({ mongoUrl: process.env.MONGO_URL }),
  }),
);
app.get('/', (req, res) => res.json(req.session));
app.listen(3000);
+++ app.js
const express = require('express');
const session = require('express-session');
const MongoStore = require('connect-mongo');
const { createSessionStore } = require('./src/session/index.mjs');

const app = express();

app.use(
  session({
    secret: 'foo',
    store: createSessionStore(),
  }),
);
app.get('/', (req, res) => res.json(req.session));
app.listen(3000);
