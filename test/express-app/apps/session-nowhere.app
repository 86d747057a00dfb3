express-session is installed, and nothing calls it.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
const express = require('express');
const app = express();
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
=== refused unclear-session package.json
