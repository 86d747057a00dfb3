The app is set up in one chain, with memorystore, which is not the memory store of express-session.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- index.js
const path = require('path');
const express = require('express');
const session = require('express-session');
const MemoryStore = require('memorystore')(session);
const passport = require('passport');
const settings = require('./config').config;

let app = express()
  .use(express.static(path.join(__dirname, 'public')))
  .use(session({
    secret: settings.sessionSecret,
    name: 'launcher-session',
    cookie: { maxAge: 180 * 60000 },
    saveUninitialized: true,
    resave: true,
    store: new MemoryStore({ checkPeriod: 86400000 })
  }))
  .use(passport.initialize())
  .use(passport.session())
  .use((req, res, next) => {
    res.locals.session = req.session;
    req.auth = { logout: (request, response) => request.logout(() => response.redirect('/')) };
    next();
  })
  .get('/', (req, res) => res.render('home'))
  .get('/logout', (req, res) => req.auth.logout(req, res));

app.listen(3000);
--- config.js
const settings = require('./appsettings.json');
settings.secret = process.env.CLIENT_SECRET || settings.secret;
exports.config = { ...settings };
=== cookie-not-secure index.js:13
=== resave index.js:15
=== save-uninitialized index.js:14
=== unknown secret-in-source index.js:11
=== unknown weak-secret index.js:11
