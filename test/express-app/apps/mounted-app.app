An app that is mounted on another is a router.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
const express = require('express');
const admin = require('./admin');

const app = express();
app.disable('x-powered-by');
app.use('/admin', admin);
app.get('/', (req, res) => res.send('site'));
app.listen(3000);
--- admin.js
const express = require('express');
const admin = express();
admin.get('/', (req, res) => res.send('admin'));
module.exports = admin;
+++ index.js
const express = require('express');
const admin = require('./admin');
const { createSessionMiddleware } = require('./src/session/index.mjs');

const app = express();
app.disable('x-powered-by');
app.use(createSessionMiddleware());
app.use('/admin', admin);
app.get('/', (req, res) => res.send('site'));
app.listen(3000);
