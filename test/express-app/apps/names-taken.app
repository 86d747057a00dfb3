Our name is taken, and our folder too.
--- package.json
{ "scripts": { "start": "node src/app.js" }, "dependencies": { "express": "^4.18.2" } }
--- src/app.js
const express = require('express');
const { createSessionMiddleware } = require('./session/legacy');

const app = express();
app.use(createSessionMiddleware);
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
--- src/session/legacy.js
exports.createSessionMiddleware = (req, res, next) => next();
+++ src/app.js
const express = require('express');
const { createSessionMiddleware } = require('./session/legacy');
const { createSessionMiddleware: createMongoSessionMiddleware } = require('./mongo-session/index.mjs');

const app = express();
app.use(createSessionMiddleware);
app.use(createMongoSessionMiddleware());
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
