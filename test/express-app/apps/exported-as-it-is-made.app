app = module.exports = express()
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
var express = require('express');
var app = module.exports = express();
app.get('/', function (req, res) { res.send('hello'); });
if (!module.parent) app.listen(3000);
+++ index.js
var express = require('express');
var { createSessionMiddleware } = require('./src/session/index.mjs');
var app = module.exports = express();
app.use(createSessionMiddleware());
app.get('/', function (req, res) { res.send('hello'); });
if (!module.parent) app.listen(3000);
