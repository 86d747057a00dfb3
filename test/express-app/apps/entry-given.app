Of several programs the one that is named: --entry workers/web.js
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
require('child_process').fork('./workers/web.js');
--- workers/web.js
const app = require('express')();

app.get('/', (req, res) => res.send('web'));
app.listen(3000);
+++ workers/web.js
const app = require('express')();
const { createSessionMiddleware } = require('../src/session/index.mjs');

app.use(createSessionMiddleware());
app.get('/', (req, res) => res.send('web'));
app.listen(3000);
