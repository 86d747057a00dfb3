Options that a function gives.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
const express = require('express');
const session = require('express-session');
const app = express();
app.use(session(require('config').get('session')));
app.listen(3000);
=== refused unclear-session app.js:4
