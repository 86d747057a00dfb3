config/express.js sets up the session, and is given the app.
--- package.json
{ "scripts": { "start": "node server.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- server.js
const express = require('express');
const passport = require('passport');

const app = express();

require('./config/express')(app, passport);
require('./config/routes')(app, passport);

app.listen(process.env.PORT || 3000);
--- config/express.js
const session = require('express-session');
const flash = require('connect-flash');

module.exports = function (app, passport) {
  app.use(
    session({
      secret: 'boilerplate',
      resave: false,
      saveUninitialized: true
    })
  );
  app.use(passport.initialize());
  app.use(passport.session());
  app.use(flash());
};
--- config/routes.js
module.exports = function (app) {
  app.get('/', (req, res) => res.render('home'));
};
+++ config/express.js
const session = require('express-session');
const flash = require('connect-flash');
const { createSessionStore } = require('../src/session/index.mjs');

module.exports = function (app, passport) {
  app.use(
    session({
      secret: 'boilerplate',
      resave: false,
      saveUninitialized: true,
      store: createSessionStore()
    })
  );
  app.use(passport.initialize());
  app.use(passport.session());
  app.use(flash());
};
