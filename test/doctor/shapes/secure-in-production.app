Production sets secure on options that were written before, and the proxy stands in a comment alone.
--- package.json
{ "scripts": { "start": "node ./bin/www" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- bin/www
var app = require('../app');
require('http').createServer(app).listen(3000);
--- app.js
var express = require('express');
var session = require('express-session');
var passport = require('passport');
var path = require('path');

const app = express();

var sess = {
  secret: 'CHANGE THIS',
  cookie: {},
  resave: false,
  saveUninitialized: true
};

if (app.get('env') === 'production') {
  // app.set('trust proxy', 1);

  sess.cookie.secure = true;
}

app.use(session(sess));
app.use(passport.initialize());
app.use(passport.session());
app.use(express.static(path.join(__dirname, 'public')));
app.use('/', require('./routes/auth'));

if (app.get('env') === 'development') {
  app.use(function (err, req, res, next) {
    res.render('error', { message: err.message });
  });
}

module.exports = app;
--- routes/auth.js
var router = require('express').Router();
var passport = require('passport');

router.get('/callback', function (req, res, next) {
  passport.authenticate('auth0', function (err, user) {
    if (err) { return next(err); }
    req.logIn(user, function (err) {
      const returnTo = req.session.returnTo;
      delete req.session.returnTo;
      res.redirect(returnTo || '/user');
    });
  })(req, res, next);
});

router.get('/logout', (req, res) => {
  req.logout();
  res.redirect('/');
});

module.exports = router;
=== memory-store app.js:21
=== weak-secret app.js:9
=== secret-in-source app.js:9
=== secure-behind-proxy app.js:10
=== save-uninitialized app.js:12
=== logout-by-get routes/auth.js:15
=== cookie-name-default app.js:21
=== session-before-static app.js:24
