An app without a server of its own, with settings that fall back to a word of tutorials.
--- package.json
{ "scripts": { "start": "node ./bin/www" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- bin/www
var app = require('../webapp');
app.listen(require('../config').port);
--- webapp.js
const path = require('path');
const express = require('express');
const session = require('express-session');
const flash = require('connect-flash');
const config = require('./config');

const app = express();
app.use(express.static(path.join(__dirname, 'public')));
app.use(session({
    secret: config.secret,
    resave: true,
    saveUninitialized: true,
}));
app.use(flash());
require('./router')(app);

module.exports = app;
--- router.js
const users = require('./users');

module.exports = function(app) {
    app.get('/', (request, response) => response.render('home', { messages: request.flash() }));
    app.get('/users/new', users.showCreate);
};
--- users.js
exports.showCreate = function(request, response) {
    response.render('users/create', { errors: request.flash('errors') });
};
--- config.js
module.exports = {
    port: process.env.PORT || 3000,
    secret: process.env.APP_SECRET || 'keyboard cat',
};
=== memory-store webapp.js:9
=== secret-in-source webapp.js:10
=== weak-secret webapp.js:10
=== cookie-not-secure webapp.js:9
=== resave webapp.js:11
=== save-uninitialized webapp.js:12
=== cookie-name-default webapp.js:9
