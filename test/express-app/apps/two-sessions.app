Two sessions, for two parts of the app.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
const express = require('express');
const session = require('express-session');
const app = express();
app.use('/admin', session({ secret: 'a' }));
app.use('/shop', session({ secret: 'b', name: 'shop' }));
app.listen(3000);
=== refused unclear-session app.js:4
