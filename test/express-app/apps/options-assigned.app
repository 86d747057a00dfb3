Options that are put together from two places.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express-session": "^1.18.0" } }
--- app.js
const express = require('express');
const session = require('express-session');
const app = express();
app.use(session(Object.assign({ secret: 'a' }, require('./more'))));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
=== refused unclear-session app.js:4
