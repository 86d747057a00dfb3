What is set up stands after the connection in the source, and runs before it.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
const express = require('express');
const mongoose = require('mongoose');
const app = express();

mongoose.connect(process.env.DATABASE_URL, () => {
  app.listen(4000);
});

app.use(express.json());

const users = require('./users');
app.use('/users', users);
--- users.js
const express = require('express');
const router = express.Router();
router.get('/', (req, res) => res.end());
module.exports = router;
+++ index.js
const express = require('express');
const mongoose = require('mongoose');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();

mongoose.connect(process.env.DATABASE_URL, () => {
  app.listen(4000);
});

app.use(express.json());

const users = require('./users');
app.use(createSessionMiddleware());
app.use('/users', users);
