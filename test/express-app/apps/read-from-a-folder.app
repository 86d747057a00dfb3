Routes that are read from a folder cannot be followed: the session goes before them.
--- package.json
{ "scripts": { "start": "node index.js" } }
--- index.js
const fs = require('fs');
const path = require('path');
const express = require('express');

const app = express();
app.use(express.json());

fs.readdirSync(path.join(__dirname, 'routes')).forEach((file) => {
  require('./routes/' + file)(app);
});

app.listen(3000);
--- routes/users.js
module.exports = (app) => app.get('/users', (req, res) => res.json([]));
+++ index.js
const fs = require('fs');
const path = require('path');
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');

const app = express();
app.use(express.json());

app.use(createSessionMiddleware());
fs.readdirSync(path.join(__dirname, 'routes')).forEach((file) => {
  require('./routes/' + file)(app);
});

app.listen(3000);
