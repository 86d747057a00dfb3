Routes of a list: the session comes before the loop.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2" } }
--- app.js
const express = require('express');
const routes = [
  { path: '/a', router: require('./a') },
  { path: '/b', router: require('./a') },
];

const app = express();
for (const { path, router } of routes) {
  app.use(path, router);
}
app.listen(3000);
--- a.js
module.exports = require('express').Router();
+++ app.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const routes = [
  { path: '/a', router: require('./a') },
  { path: '/b', router: require('./a') },
];

const app = express();
app.use(createSessionMiddleware());
for (const { path, router } of routes) {
  app.use(path, router);
}
app.listen(3000);
