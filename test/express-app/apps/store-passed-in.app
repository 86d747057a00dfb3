A store that somebody passes in.
--- package.json
{ "scripts": { "start": "node server.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- server.js
const { createApp } = require('./app');
const { openStore } = require('some-platform');

createApp(openStore()).listen(3000);
--- app.js
const express = require('express');
const session = require('express-session');

exports.createApp = (store) => {
  const app = express();
  app.use(session({ secret: 'a', store }));
  return app;
};
=== refused other-store app.js:6
