passport checks tokens, and there is no session that could be kept.
--- package.json
{ "main": "src/index.js", "scripts": { "start": "node ./src/index.js" }, "dependencies": { "passport": "^0.4.0" } }
--- src/index.js
const app = require('./express');
app.listen(3000);
module.exports = app;
--- src/express.js
const express = require('express');
const passport = require('passport');
const { Strategy } = require('passport-jwt');

const app = express();
app.use(express.json());
app.use(passport.initialize());
passport.use('jwt', new Strategy({ secretOrKey: process.env.JWT_SECRET }, (payload, done) => done(null, payload)));
app.get('/me', passport.authenticate('jwt', { session: false }), (req, res) => res.json(req.user));
app.get('/logout', (req, res) => {
  req.logout();
  res.sendStatus(204);
});
module.exports = app;
