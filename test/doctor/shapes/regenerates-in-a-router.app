A router that is made when the settings are read, with the old name of the option; the login has a new session.
--- package.json
{ "type": "module", "scripts": { "start": "node app.js" }, "dependencies": { "express-session": "^1.18.0" } }
--- app.js
import express from 'express';
import middleware from './lib/router.js';

const app = express();
app.use('/', await middleware({ secret: process.env.SESSION_SECRET, key: 'admin-of-mongo', password: process.env.PASSWORD }));
app.listen(8081);
--- lib/router.js
import express from 'express';
import session from 'express-session';
import memorystore from 'memorystore';

const MemoryStore = memorystore(session);

export default async function router(config) {
  const router = express.Router();
  router.use('/public', express.static('build'));
  router.use(express.urlencoded({ extended: true }));
  router.use(session({
    key: config.key,
    resave: true,
    saveUninitialized: true,
    secret: config.secret,
    store: new MemoryStore({ checkPeriod: 86400000 }),
  }));

  router.post('/login', (req, res) => {
    const { username, password } = req.body;
    if (password !== config.password) {
      req.session.error = 'wrong';
      return res.redirect('/login');
    }
    return req.session.regenerate((error) => {
      if (error) return res.redirect('/login');
      req.session.authenticated = true;
      req.session.user = username;
      return res.redirect('/');
    });
  });

  router.get('/logout', (req, res) => {
    req.session.destroy(() => res.redirect('/login'));
  });
  return router;
}
=== cookie-not-secure lib/router.js:11
=== resave lib/router.js:13
=== save-uninitialized lib/router.js:14
=== logout-by-get lib/router.js:33
