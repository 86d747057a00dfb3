A store that is set to nothing.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express-session": "^1.18.0" } }
--- app.js
const express = require('express');
const session = require('express-session');
const app = express();
app.use(session({ secret: 'a', store: undefined }));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
=== refused unclear-session app.js:4
