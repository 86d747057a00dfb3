passport needs a session, wherever it stands.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2" } }
--- app.js
const express = require('express');
const passport = require('passport');
const flash = require('connect-flash');

const app = express();

app.set('view engine', 'ejs');
app.use(express.urlencoded({ extended: false }));

app.use(passport.initialize());
app.use(passport.session());
app.use(flash());

app.get('/', (req, res) => res.render('home', { user: req.user }));

app.listen(3000);
+++ app.js
const express = require('express');
const passport = require('passport');
const flash = require('connect-flash');
const { createSessionMiddleware } = require('./src/session/index.mjs');

const app = express();

app.set('view engine', 'ejs');
app.use(express.urlencoded({ extended: false }));

app.use(createSessionMiddleware());
app.use(passport.initialize());
app.use(passport.session());
app.use(flash());

app.get('/', (req, res) => res.render('home', { user: req.user }));

app.listen(3000);
