Variables whose names are reserved in strict code alone, which this is not.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2" } }
--- app.js
const express = require('express');
const static = require('node-static');
const app = express();
const protected = (req, res, next) => (req.session.user ? next() : res.redirect('/'));
app.get('/files', protected, (req, res) => new static.Server('files').serve(req, res));
app.listen(3000);
+++ app.js
const express = require('express');
const static = require('node-static');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();
const protected = (req, res, next) => (req.session.user ? next() : res.redirect('/'));
app.use(createSessionMiddleware());
app.get('/files', protected, (req, res) => new static.Server('files').serve(req, res));
app.listen(3000);
