A folder of theirs has the name of ours.
--- package.json
{ "scripts": { "start": "node src/app.js" } }
--- src/app.js
const express = require('express');
const { isFresh } = require('./session/fresh');
const app = express();
app.get('/', (req, res) => res.json(isFresh()));
app.listen(3000);
--- src/session/fresh.js
exports.isFresh = () => true;
+++ src/app.js
const express = require('express');
const { isFresh } = require('./session/fresh');
const { createSessionMiddleware } = require('./mongo-session/index.mjs');
const app = express();
app.use(createSessionMiddleware());
app.get('/', (req, res) => res.json(isFresh()));
app.listen(3000);
