connect-mongodb-session as courses have it: a listener, promises, and the whole user in the session.
--- package.json
{ "main": "app.js", "scripts": { "start": "nodemon app.js" }, "dependencies": { "express-session": "^1.18.0", "connect-mongodb-session": "^5.0.0" } }
--- app.js
const express = require('express');
const path = require('path');
const mongoose = require('mongoose');
const session = require('express-session');
const MongoDBStore = require('connect-mongodb-session')(session);
const csrf = require('csurf');
const flash = require('connect-flash');
const { authRoutes } = require('./src/routes/auth');
const { User } = require('./src/models/user');

const app = express();
const uri = `mongodb+srv://${process.env.DB_USER}:${process.env.DB_PASSWORD}@cluster0.example.net/shop`;
const store = new MongoDBStore({
  uri: uri,
  collection: 'sessions'
});
store.on('error', function (error) {
  console.log(error);
});

app.use(express.urlencoded({ extended: false }));
app.use(express.static(path.join(__dirname, 'public')));
app.use(session({
  secret: 'mysecret',
  resave: false,
  saveUninitialized: false,
  store: store,
}));
app.use(csrf());
app.use(flash());
app.use((req, res, next) => {
  if (!req.session.user) {
    return next();
  }
  User.findById(req.session.user._id)
    .then((user) => {
      req.user = user;
      next();
    })
    .catch((error) => console.log(error));
});
app.use(authRoutes);

mongoose.connect(uri).then(() => app.listen(3000));
--- src/routes/auth.js
const { Router } = require('express');
const controller = require('../controllers/auth');

const authRoutes = Router();
authRoutes.post('/login', controller.postLogin);
authRoutes.post('/logout', controller.postLogout);
module.exports = { authRoutes };
--- src/models/user.js
const { Schema, model } = require('mongoose');
exports.User = model('User', new Schema({ email: String, password: String }));
--- src/controllers/auth.js
const bcrypt = require('bcrypt');
const { User } = require('../models/user');

const postLogin = (req, res, next) => {
  const email = req.body.email;
  const password = req.body.password;

  User.findOne({ email: email })
    .then(user => {
      if (!user) {
        req.flash('error', 'unknown');
        return res.redirect('/login');
      }
      return bcrypt.compare(password, user.password).then((isRight) => {
        if (isRight) {
          req.session.isLoggedIn = true;
          req.session.user = user;
          return req.session.save(() => res.redirect('/'));
        }
        res.redirect('/login');
      });
    })
    .catch(error => console.log(error));
};

const postLogout = (req, res) => {
  req.session.destroy(() => res.redirect('/login'));
};

module.exports = { postLogin, postLogout };
=== weak-secret app.js:24
=== store-crashes app.js:13
=== secret-in-source app.js:24
=== cookie-not-secure app.js:23
=== login-keeps-id src/controllers/auth.js:16
=== user-in-session src/controllers/auth.js:17
=== store-never-slides app.js:13
=== cookie-name-default app.js:23
