A store in memory that others read from.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express-session": "^1.18.0" } }
--- app.js
const express = require('express');
const session = require('express-session');
const app = express();
const store = new session.MemoryStore();
module.exports = { store };
app.use(session({ secret: 'a', store }));
app.get('/all', (req, res) => store.all((e, all) => res.json(all)));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
+++ app.js
const express = require('express');
const session = require('express-session');
const { createSessionStore } = require('./src/session/index.mjs');
const app = express();
const store = createSessionStore();
module.exports = { store };
app.use(session({ secret: 'a', store }));
app.get('/all', (req, res) => store.all((e, all) => res.json(all)));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
