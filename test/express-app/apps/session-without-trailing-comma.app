The same, without a comma at the end.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
var express = require('express');
var session = require('express-session');
var app = express();
app.use(session({
  secret: 'keyboard cat',
  resave: false
}));
app.get('/', function (req, res) {
  res.json(req.session);
});
app.listen(3000);
+++ app.js
var express = require('express');
var session = require('express-session');
var { createSessionStore } = require('./src/session/index.mjs');
var app = express();
app.use(session({
  secret: 'keyboard cat',
  resave: false,
  store: createSessionStore()
}));
app.get('/', function (req, res) {
  res.json(req.session);
});
app.listen(3000);
