A page for every path, before a path that needs the session.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const path = require('path');
const app = express();
app.use(express.static('dist'));
app.get('*', (req, res) => res.sendFile(path.join(__dirname, 'dist/index.html')));
app.use('/api', (req, res) => res.json(req.session));
app.listen(3000);
+++ app.js
const express = require('express');
const path = require('path');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();
app.use(express.static('dist'));
app.use(createSessionMiddleware());
app.get('*', (req, res) => res.sendFile(path.join(__dirname, 'dist/index.html')));
app.use('/api', (req, res) => res.json(req.session));
app.listen(3000);
