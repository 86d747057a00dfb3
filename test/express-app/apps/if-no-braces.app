A route under a condition, without braces.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const app = express();
if (process.env.A) app.get('/a', (req, res) => res.send('a'));
else app.get('/b', (req, res) => res.send('b'));
app.listen(3000);
+++ app.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();
app.use(createSessionMiddleware());
if (process.env.A) app.get('/a', (req, res) => res.send('a'));
else app.get('/b', (req, res) => res.send('b'));
app.listen(3000);
