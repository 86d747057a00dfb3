Nothing can stand between the app and its first route.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
var express = require('express'),
  app = express(),
  routes = require('./routes')(app);

app.listen(3000);
--- routes.js
module.exports = function (app) {
  return app.get('/', function (req, res) {
    res.send('hello');
  });
};
+++ routes.js
const { createSessionMiddleware } = require('./src/session/index.mjs');
module.exports = function (app) {
  app.use(createSessionMiddleware());
  return app.get('/', function (req, res) {
    res.send('hello');
  });
};
