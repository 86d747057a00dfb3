express-session's own MemoryStore, in a variable.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
const express = require('express');
const session = require('express-session');

const store = new session.MemoryStore();
const app = express();

app.use(session({ secret: 'a', resave: false, saveUninitialized: false, store }));
app.get('/', (req, res) => res.json(req.session));
app.listen(3000);
+++ app.js
const express = require('express');
const session = require('express-session');
const { createSessionStore } = require('./src/session/index.mjs');

const store = createSessionStore();
const app = express();

app.use(session({ secret: 'a', resave: false, saveUninitialized: false, store }));
app.get('/', (req, res) => res.json(req.session));
app.listen(3000);
