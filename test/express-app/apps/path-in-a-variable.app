The path of the first routes comes from somewhere else.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2" } }
--- app.js
const express = require('express');
const config = require('config');
const routes = require('./routes');

const app = express();
app.use(express.json());
app.use(config.get('prefix'), routes);
app.listen(3000);
--- routes.js
const { Router } = require('express');
module.exports = Router().get('/', (req, res) => res.end());
+++ app.js
const express = require('express');
const config = require('config');
const routes = require('./routes');
const { createSessionMiddleware } = require('./src/session/index.mjs');

const app = express();
app.use(express.json());
app.use(createSessionMiddleware());
app.use(config.get('prefix'), routes);
app.listen(3000);
