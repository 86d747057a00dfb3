Routes that depend on a mode.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const app = express();
switch (process.env.MODE) {
  case 'api':
    app.get('/api', (req, res) => res.json({}));
    break;
  default:
    app.get('/', (req, res) => res.send('x'));
}
app.listen(3000);
+++ app.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();
app.use(createSessionMiddleware());
switch (process.env.MODE) {
  case 'api':
    app.get('/api', (req, res) => res.json({}));
    break;
  default:
    app.get('/', (req, res) => res.send('x'));
}
app.listen(3000);
