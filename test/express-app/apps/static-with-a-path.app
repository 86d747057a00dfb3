Files at a path of their own, and preflights, need no session.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2" } }
--- app.js
const express = require('express');
const cors = require('cors');
const app = express();
app.use('/assets', express.static('assets'));
app.options('*', cors());
app.use(cors());
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
+++ app.js
const express = require('express');
const cors = require('cors');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();
app.use('/assets', express.static('assets'));
app.options('*', cors());
app.use(cors());
app.use(createSessionMiddleware());
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
