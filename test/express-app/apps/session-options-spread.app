Options that are spread into the literal may hold a store.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
const express = require('express');
const session = require('express-session');
const shared = require('./shared');
const app = express();
app.use(session({ ...shared, secret: 'a' }));
app.listen(3000);
--- shared.js
module.exports = { resave: false };
=== refused unclear-session app.js:5
