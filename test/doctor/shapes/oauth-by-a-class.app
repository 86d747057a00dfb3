The handlers come from methods of a class that signs in elsewhere; started by a file without an ending.
--- package.json
{ "scripts": { "start": "node ./bin/www" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- bin/www
#!/usr/bin/env node
var http = require('http');
var app = require('../app');

http.createServer(app).listen(process.env.PORT || '3000');
--- app.js
var path = require('path');
var express = require('express');
var session = require('express-session');
var app = express();

 app.use(session({
    secret: process.env.COOKIE_SECRET,
    resave: false,
    saveUninitialized: false,
    cookie: {
        httpOnly: true,
        secure: false,
    }
}));
app.use(express.static(path.join(__dirname, 'public')));
app.use('/auth', require('./routes/auth'));

module.exports = app;
--- routes/auth.js
var router = require('express').Router();
const provider = require('../auth/provider');

router.get('/signin', provider.login({ scopes: [] }));
router.post('/redirect', provider.handleRedirect());
router.get('/signout', provider.logout({ to: '/' }));

module.exports = router;
--- auth/provider.js
const msal = require('@azure/msal-node');

class Provider {
  login(options) {
    return async (req, res, next) => {
      req.session.codes = await new msal.CryptoProvider().generatePkceCodes();
      return this.send(req, res, next, options);
    };
  }

  async send(req, res, next, { scopes }) {
    res.redirect(await this.client().getAuthCodeUrl({ scopes, challenge: req.session.codes.challenge }));
  }

  handleRedirect() {
    return async (req, res, next) => {
      const tokens = await this.client().acquireTokenByCode({ code: req.body.code });
      req.session.account = tokens.account;
      req.session.isAuthenticated = true;
      res.redirect('/');
    };
  }

  logout({ to }) {
    return (req, res, next) => req.session.destroy(() => res.redirect(to));
  }

  client() {
    return new msal.ConfidentialClientApplication({});
  }
}

module.exports = new Provider();
=== memory-store app.js:6
=== cookie-not-secure app.js:12
=== logout-by-get routes/auth.js:6
=== cookie-name-default app.js:6
=== session-before-static app.js:15
