The app is made in one file, set up in two others.
--- package.json
{ "scripts": { "start": "node server.js" } }
--- server.js
const app = require('./app');
require('./settings');
require('./routes');
app.listen(3000);
--- app.js
module.exports = require('express')();
--- settings.js
const app = require('./app');
app.set('x-powered-by', false);
app.use(require('compression')());
--- routes.js
const app = require('./app');

app.get('/', (req, res) => res.send('hello'));
+++ routes.js
const app = require('./app');
const { createSessionMiddleware } = require('./src/session/index.mjs');

app.use(createSessionMiddleware());
app.get('/', (req, res) => res.send('hello'));
