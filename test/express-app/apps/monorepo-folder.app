The server is a folder of its own, and the database comes before the port.
--- package.json
{ "main": "server/index.js", "scripts": { "start": "cd client && npm run build" }, "dependencies": { "express": "^4.18.2" } }
--- client/index.js
import React from 'react';
--- server/index.js
const path = require('path');
require('dotenv').config({ path: path.join(__dirname, '.env') });
const express = require('express');
const mongoose = require('mongoose');
const todos = require('./routes/todos');

const app = express();
const PORT = process.env.PORT || 5000;

app.use(express.json());
app.use('/api/todos', todos);

mongoose
  .connect(process.env.MONGO_URI)
  .then(() => app.listen(PORT, () => console.log(`on ${PORT}`)))
  .catch((error) => console.error(error.message));
--- server/routes/todos.js
const router = require('express').Router();

router.route('/').get((req, res) => res.json([]));

module.exports = router;
+++ server/index.js
const path = require('path');
require('dotenv').config({ path: path.join(__dirname, '.env') });
const express = require('express');
const mongoose = require('mongoose');
const todos = require('./routes/todos');
const { createSessionMiddleware } = require('./session/index.mjs');

const app = express();
const PORT = process.env.PORT || 5000;

app.use(express.json());
app.use(createSessionMiddleware());
app.use('/api/todos', todos);

mongoose
  .connect(process.env.MONGO_URI)
  .then(() => app.listen(PORT, () => console.log(`on ${PORT}`)))
  .catch((error) => console.error(error.message));
