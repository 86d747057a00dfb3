The first routes are there in development only: the session comes before the condition.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2" } }
--- app.js
const express = require('express');
const swagger = require('swagger-ui-express');

const app = express();
app.use(express.json());
if (process.env.NODE_ENV !== 'production') {
  app.use('/docs', swagger.serve, swagger.setup({}));
}
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
+++ app.js
const express = require('express');
const swagger = require('swagger-ui-express');
const { createSessionMiddleware } = require('./src/session/index.mjs');

const app = express();
app.use(express.json());
app.use(createSessionMiddleware());
if (process.env.NODE_ENV !== 'production') {
  app.use('/docs', swagger.serve, swagger.setup({}));
}
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
