Code in a comment is no code.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2" } }
--- app.js
const express = require('express');
// const session = require('express-session');
const app = express();

// app.use(session({ secret: 'keyboard cat' }));
/* app.get('/old', (req, res) => res.end()); */
app.use(express.json());
app.get('/', (req, res) => res.send('hello'));

app.listen(3000);
+++ app.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
// const session = require('express-session');
const app = express();

// app.use(session({ secret: 'keyboard cat' }));
/* app.get('/old', (req, res) => res.end()); */
app.use(express.json());
app.use(createSessionMiddleware());
app.get('/', (req, res) => res.send('hello'));

app.listen(3000);
