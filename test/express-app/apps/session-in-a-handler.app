A session that is made for each request.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
const express = require('express');
const session = require('express-session');
const app = express();
app.use((req, res, next) => session({ secret: 'a' })(req, res, next));
app.listen(3000);
=== refused unclear-session app.js
