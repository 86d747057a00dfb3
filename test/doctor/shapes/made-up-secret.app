An example of an authorisation, whose secret is made up at each start.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- index.js
require('dotenv').config();
const express = require('express');
const session = require('express-session');
const app = express();

if (!process.env.CLIENT_ID || !process.env.CLIENT_SECRET) {
    throw new Error('CLIENT_ID and CLIENT_SECRET are missing');
}

app.use(session({
  secret: Math.random().toString(36).substring(2),
  resave: false,
  saveUninitialized: true
}));

const tokens = {};

app.get('/callback', async (req, res) => {
  if (req.query.code) tokens[req.sessionID] = await exchange(req.query.code);
  res.redirect('/');
});

const exchange = async (code) => (await fetch('https://example.com/token', { method: 'POST', body: code })).json();

app.listen(3000);
=== memory-store index.js:10
=== cookie-not-secure index.js:10
=== save-uninitialized index.js:13
=== cookie-name-default index.js:10
=== unknown secret-in-source index.js:11
=== unknown weak-secret index.js:11
