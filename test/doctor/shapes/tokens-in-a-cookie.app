cookie-session keeps the session in the cookie: there is no store, and what is read before static files costs nothing.
--- package.json
{ "scripts": { "start": "node server.js" }, "dependencies": { "cookie-session": "^2.0.0" } }
--- server.js
const express = require('express');
const session = require('cookie-session');
const passport = require('passport');

let app = express();
app.set('trust proxy', true);
app.use(session({ secret: process.env.SECRET, cookie: { maxAge: 60000 }, resave: true }));
app.use(express.static('wwwroot'));
app.use(passport.initialize());
app.use(passport.session());
app.use(require('./auth'));
app.listen(8080);
--- auth.js
let router = require('express').Router();

router.post('/login', async (req, res) => {
  if (!(await require('bcrypt').compare(req.body.password, hashOf(req.body.name)))) return res.redirect('/');
  req.session.userId = req.body.name;
  res.redirect('/');
});

router.get('/api/auth/logout', function (req, res) {
  req.session = null;
  res.redirect('/');
});

const hashOf = (name) => process.env[name];

module.exports = router;
=== trust-proxy-all server.js:6
=== logout-by-get auth.js:9
