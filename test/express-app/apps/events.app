Routes when the database is open, and some before that.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const mongoose = require('mongoose');
const app = express();
mongoose.connect(process.env.MONGO_URL);
mongoose.connection.once('open', () => {
  app.get('/', (req, res) => res.send('x'));
  app.listen(3000);
});
app.use(express.json());
app.get('/early', (req, res) => res.json(req.session));
+++ app.js
const express = require('express');
const mongoose = require('mongoose');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();
mongoose.connect(process.env.MONGO_URL);
mongoose.connection.once('open', () => {
  app.get('/', (req, res) => res.send('x'));
  app.listen(3000);
});
app.use(express.json());
app.use(createSessionMiddleware());
app.get('/early', (req, res) => res.json(req.session));
