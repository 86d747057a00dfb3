A session under a condition stays under it, and gets a store.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express-session": "^1.18.0" } }
--- app.js
const express = require('express');
const session = require('express-session');
const app = express();
if (process.env.SESSIONS) app.use(session({ secret: 'a' }));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
+++ app.js
const express = require('express');
const session = require('express-session');
const { createSessionStore } = require('./src/session/index.mjs');
const app = express();
if (process.env.SESSIONS) app.use(session({ secret: 'a', store: createSessionStore() }));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
