Flash and csrf are nothing without a session.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const flash = require('connect-flash');
const csrf = require('csurf');
const app = express();
app.use(express.static('public'));
app.use(flash());
app.use(csrf());
app.use((req, res, next) => {
  res.locals.messages = req.flash();
  next();
});
app.use(require('./routes'));
app.listen(3000);
--- routes.js
const router = require('express').Router();
router.get('/', (req, res) => res.render('index'));
module.exports = router;
+++ app.js
const express = require('express');
const flash = require('connect-flash');
const csrf = require('csurf');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();
app.use(express.static('public'));
app.use(createSessionMiddleware());
app.use(flash());
app.use(csrf());
app.use((req, res, next) => {
  res.locals.messages = req.flash();
  next();
});
app.use(require('./routes'));
app.listen(3000);
