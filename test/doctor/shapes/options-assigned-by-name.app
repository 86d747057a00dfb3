Options that a function puts together with Object.assign.
--- package.json
{ "scripts": { "start": "node server.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- server.js
const express = require('express');
const { getSessionMiddleware } = require('./lib/session');
const config = require('./lib/config').getConfig();

const app = express();
if (config.isProduction) {
  app.set('trust proxy', 1);
}
app.use(getSessionMiddleware());
app.use('/public', express.static('app/assets'));
app.use((req, res, next) => {
  req.session.data = Object.assign({}, req.session.data, req.body);
  next();
});
app.listen(3000);
--- lib/config.js
exports.getConfig = () => {
  const config = Object.assign({}, require('./user-config'));
  config.isProduction = process.env.NODE_ENV === 'production';
  return config;
};
--- lib/session.js
const session = require('express-session');
const FileStore = require('session-file-store')(session);
const { getConfig } = require('./config');

function getSessionMiddleware () {
  const config = getConfig();
  const name = 'kit-' + Buffer.from(process.cwd(), 'utf8').toString('hex');
  const options = {
    secret: name,
    cookie: { maxAge: 1000 * 60 * 60 * 4, secure: config.isSecure }
  };
  return session(Object.assign(options, {
    name,
    resave: false,
    saveUninitialized: false,
    store: new FileStore({ path: 'sessions' })
  }));
}

module.exports = { getSessionMiddleware };
=== session-before-static server.js:10
=== unknown secret-in-source lib/session.js:9
=== unknown weak-secret lib/session.js:9
=== unknown cookie-not-secure lib/session.js:10
