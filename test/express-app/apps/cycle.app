Two files that take each other in.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const app = express();
exports.app = app;
require('./routes');
app.listen(3000);
--- routes.js
const main = require('./app');
main.app.get('/', (req, res) => res.send('x'));
+++ routes.js
const main = require('./app');
const { createSessionMiddleware } = require('./src/session/index.mjs');
main.app.use(createSessionMiddleware());
main.app.get('/', (req, res) => res.send('x'));
