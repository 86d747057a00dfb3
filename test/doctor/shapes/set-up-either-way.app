What a test imports is set up as well: of both branches only one runs.
--- package.json
{ "scripts": { "start": "node server" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- server/index.js
const path = require('path');
const express = require('express');
const session = require('express-session');
const passport = require('passport');
const Store = require('connect-session-sequelize')(session.Store);
const store = new Store({ db: require('./db') });
const app = express();
module.exports = app;

const createApp = () => {
  app.use(express.json());
  app.use(
    session({
      secret: process.env.SESSION_SECRET || 'a dog is my best friend',
      store,
      resave: false,
      saveUninitialized: false
    })
  );
  app.use(passport.initialize());
  app.use(passport.session());
  app.use('/auth', require('./auth'));
};

const boot = async () => {
  await store.sync();
  await createApp();
  await app.listen(process.env.PORT || 8080);
};

if (require.main === module) {
  boot();
} else {
  createApp();
}
--- server/db.js
const Sequelize = require('sequelize');
module.exports = new Sequelize(process.env.DATABASE_URL);
--- server/auth.js
const router = require('express').Router();
const User = require('./db').models.user;
module.exports = router;

router.post('/login', async (req, res, next) => {
  const user = await User.findOne({ where: { email: req.body.email } });
  if (!user || !user.correctPassword(req.body.password)) return res.status(401).send('wrong');
  req.login(user, (error) => (error ? next(error) : res.json(user)));
});

router.post('/logout', (req, res) => {
  req.logout();
  req.session.destroy();
  res.redirect('/');
});
=== secret-in-source server/index.js:14
=== weak-secret server/index.js:14
=== cookie-not-secure server/index.js:13
=== cookie-name-default server/index.js:13
