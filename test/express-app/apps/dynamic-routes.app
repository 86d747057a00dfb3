Routes of all files of a folder: the app goes where it cannot be followed.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2" } }
--- app.js
const express = require('express');
const fs = require('fs');
const path = require('path');

const app = express();
app.use(express.json());

fs.readdirSync(path.join(__dirname, 'routes')).forEach((file) => {
  require(path.join(__dirname, 'routes', file))(app);
});

app.listen(3000);
--- routes/a.js
module.exports = (app) => app.get('/a', (req, res) => res.end());
+++ app.js
const express = require('express');
const fs = require('fs');
const path = require('path');
const { createSessionMiddleware } = require('./src/session/index.mjs');

const app = express();
app.use(express.json());

app.use(createSessionMiddleware());
fs.readdirSync(path.join(__dirname, 'routes')).forEach((file) => {
  require(path.join(__dirname, 'routes', file))(app);
});

app.listen(3000);
