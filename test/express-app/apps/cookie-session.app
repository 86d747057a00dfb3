cookie-session keeps the session in the cookie itself.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "cookie-session": "^2.0.0" } }
--- app.js
const express = require('express');
const cookieSession = require('cookie-session');
const app = express();
app.use(cookieSession({ name: 'session', keys: ['a', 'b'] }));
app.listen(3000);
=== refused unclear-session app.js:4
