An app for another host, which has a session of its own or none.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const vhost = require('vhost');
const admin = express();
admin.get('/', (req, res) => res.send('admin'));
const app = express();
app.use(vhost('admin.example.com', admin));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
+++ app.js
const express = require('express');
const vhost = require('vhost');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const admin = express();
admin.get('/', (req, res) => res.send('admin'));
const app = express();
app.use(vhost('admin.example.com', admin));
app.use(createSessionMiddleware());
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
