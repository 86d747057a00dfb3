A lesson's start: passport is there, a session is to be made, and until then there is nothing to judge of it.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
const express = require('express');
const session = require('express-session');
const passport = require('passport');
const MongoStore = require('connect-mongo')(session);

const app = express();
app.use(express.json());

// The session comes here.

app.use(passport.initialize());
app.use(passport.session());

const router = express.Router();
router.get('/logout', (req, res) => {
  req.logout();
  res.redirect('/');
});
app.use(router);
app.listen(3000);
=== skipped memory-store
=== skipped secret-in-source
=== skipped weak-secret
=== skipped cookie-not-secure
=== skipped secure-behind-proxy
=== skipped cookie-readable
=== skipped cookie-cross-site
=== skipped cookie-domain
=== skipped cookie-name-default
=== skipped resave
=== skipped save-uninitialized
=== skipped store-crashes
=== skipped store-never-slides
=== skipped lifetimes-differ
