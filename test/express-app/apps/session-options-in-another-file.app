The options come from another file.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
const express = require('express');
const session = require('express-session');
const { sessionOptions } = require('./config');
const app = express();
app.use(session(sessionOptions));
app.listen(3000);
--- config.js
exports.sessionOptions = { secret: 'a', resave: false };
=== refused unclear-session app.js:5
