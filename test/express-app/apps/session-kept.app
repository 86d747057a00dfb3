A session middleware that a socket uses, too.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express-session": "^1.18.0" } }
--- app.js
const express = require('express');
const session = require('express-session');
const app = express();
const sessions = session({ secret: 'a' });
app.use(sessions);
const io = require('socket.io')(3001);
io.use((socket, next) => sessions(socket.request, {}, next));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
+++ app.js
const express = require('express');
const session = require('express-session');
const { createSessionStore } = require('./src/session/index.mjs');
const app = express();
const sessions = session({ secret: 'a', store: createSessionStore() });
app.use(sessions);
const io = require('socket.io')(3001);
io.use((socket, next) => sessions(socket.request, {}, next));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
