Everything in one expression.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express'), app = express();
app.use(express.json()), app.get('/', (req, res) => res.send('x')), app.listen(3000);
+++ app.js
const express = require('express'), app = express();
const { createSessionMiddleware } = require('./src/session/index.mjs');
app.use(createSessionMiddleware());
app.use(express.json()), app.get('/', (req, res) => res.send('x')), app.listen(3000);
