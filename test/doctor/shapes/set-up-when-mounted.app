An app that is set up when another one mounts it, by a method that is put on a prototype.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- index.js
const express = require('express');
const dashboard = require('./dashboard');

const app = express();
app.use('/board', dashboard({ users: [] }));
app.listen(4040);
--- dashboard.js
const express = require('express');
const Authentication = require('./authentication');

module.exports = function (config) {
  const app = express();
  app.on('mount', function () {
    new Authentication(config.users).initialize(app);
    app.get('/', (req, res) => res.send('board'));
  });
  return app;
};
--- authentication.js
const passport = require('passport');

function Authentication(users) {
  this.users = users;
}

function initialize(app) {
  app.use(require('express-session')({ secret: process.env.SECRET, resave: false, saveUninitialized: false, name: 'board' }));
  app.use(passport.initialize());
  app.use(passport.session());
  app.get('/logout', function (req, res) {
    req.logout();
    res.redirect('/');
  });
}

Authentication.prototype.initialize = initialize;
module.exports = Authentication;
=== memory-store authentication.js:8
=== cookie-not-secure authentication.js:8
=== logout-by-get authentication.js:11
