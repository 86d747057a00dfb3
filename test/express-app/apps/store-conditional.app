One of two stores, by a variable.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express-session": "^1.18.0" } }
--- app.js
const express = require('express');
const session = require('express-session');
const app = express();
const store = process.env.REDIS ? new (require('connect-redis')(session))() : new session.MemoryStore();
app.use(session({ secret: 'a', store }));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
=== refused unclear-session app.js:5
