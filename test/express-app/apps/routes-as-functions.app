Routes that are functions which receive the app: the call of the first is the barrier.
--- package.json
{ "scripts": { "start": "node server.js" }, "dependencies": { "express": "^4.18.2" } }
--- server.js
const express = require('express');
const bodyParser = require('body-parser');

const app = express();
app.use(bodyParser.urlencoded({ extended: true }));

require('./app/routes/notes')(app);
require('./app/routes/tags')(app);

app.listen(3000, () => console.log('ready'));
--- app/routes/notes.js
module.exports = (app) => {
  const notes = require('../controllers/notes');
  app.post('/notes', notes.create);
  app.get('/notes', notes.findAll);
};
--- app/routes/tags.js
module.exports = (app) => {
  app.get('/tags', (req, res) => res.json([]));
};
--- app/controllers/notes.js
exports.create = (req, res) => res.json({});
exports.findAll = (req, res) => res.json([]);
+++ server.js
const express = require('express');
const bodyParser = require('body-parser');
const { createSessionMiddleware } = require('./src/session/index.mjs');

const app = express();
app.use(bodyParser.urlencoded({ extended: true }));

app.use(createSessionMiddleware());
require('./app/routes/notes')(app);
require('./app/routes/tags')(app);

app.listen(3000, () => console.log('ready'));
