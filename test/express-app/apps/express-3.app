Express 3 is another Express.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "3.x" } }
--- app.js
var express = require('express');
var app = express();
app.get('/', function (req, res) { res.send('old'); });
app.listen(3000);
=== refused old-express package.json
