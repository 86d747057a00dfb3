Routes from an object, walked over.
--- package.json
{ "scripts": { "start": "node index.js" } }
--- index.js
const express = require('express');
const controllers = require('./controllers');

const app = express();
app.use(express.json());

Object.entries(controllers).forEach(([name, router]) => {
  app.use(`/${name}`, router);
});

app.listen(3000);
--- controllers/index.js
module.exports = { users: require('./users') };
--- controllers/users.js
const { Router } = require('express');
module.exports = Router().get('/', (req, res) => res.json([]));
+++ index.js
const express = require('express');
const controllers = require('./controllers');
const { createSessionMiddleware } = require('./src/session/index.mjs');

const app = express();
app.use(express.json());

app.use(createSessionMiddleware());
Object.entries(controllers).forEach(([name, router]) => {
  app.use(`/${name}`, router);
});

app.listen(3000);
