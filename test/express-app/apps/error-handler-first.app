Nothing but a handler of errors is set up: the session goes before it.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const app = express();

app.use(express.json());
app.use((err, req, res, next) => {
  res.status(500).json({ message: err.message });
});

app.listen(3000);
+++ app.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();

app.use(express.json());
app.use(createSessionMiddleware());
app.use((err, req, res, next) => {
  res.status(500).json({ message: err.message });
});

app.listen(3000);
