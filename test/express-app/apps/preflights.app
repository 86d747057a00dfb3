Preflights carry no cookie: the session may come after them.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const cors = require('cors');
const app = express();

app.options('*', cors());
app.use(cors({ origin: process.env.ORIGIN, credentials: true }));
app.route('/users').get((req, res) => res.json([])).post((req, res) => res.sendStatus(201));

app.listen(3000);
+++ app.js
const express = require('express');
const cors = require('cors');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();

app.options('*', cors());
app.use(cors({ origin: process.env.ORIGIN, credentials: true }));
app.use(createSessionMiddleware());
app.route('/users').get((req, res) => res.json([])).post((req, res) => res.sendStatus(201));

app.listen(3000);
