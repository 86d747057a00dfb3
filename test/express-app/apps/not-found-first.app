A handler for everything that is not found comes first.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2" } }
--- app.js
const express = require('express');
const app = express();
app.use(express.static('public'));
app.use((req, res) => {
  res.status(404).send('not here');
});
app.listen(3000);
+++ app.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();
app.use(express.static('public'));
app.use(createSessionMiddleware());
app.use((req, res) => {
  res.status(404).send('not here');
});
app.listen(3000);
