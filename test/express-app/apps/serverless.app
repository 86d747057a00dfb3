An app that a platform calls.
--- package.json
{ "main": "handler.js", "scripts": { "start": "serverless offline" }, "dependencies": { "express": "^4.18.2" } }
--- handler.js
const serverless = require('serverless-http');
const express = require('express');
const app = express();

app.get('/', (req, res) => res.json({ message: 'hello' }));

module.exports.handler = serverless(app);
+++ handler.js
const serverless = require('serverless-http');
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();

app.use(createSessionMiddleware());
app.get('/', (req, res) => res.json({ message: 'hello' }));

module.exports.handler = serverless(app);
