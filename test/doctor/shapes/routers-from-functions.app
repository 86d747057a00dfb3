Routers that functions give, one of them handed passport; what a comment says is nobody's setting.
--- package.json
{ "scripts": { "start": "node server.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- server.js
var express = require('express')
var passport = require('passport')
var session = require('express-session')

var app = express()
require('./core/passport')(passport)
app.use(express.static('public'))

// app.set('trust proxy', 1)

app.use(session({
  secret: 'keyboard cat',
  resave: true,
  saveUninitialized: true,
  cookie: { secure: false }
}))
app.use(passport.initialize())
app.use(passport.session())
app.use(require('express-flash')());
app.use('/', require('./routes/main')(passport))
app.listen(9090)
--- core/passport.js
var LocalStrategy = require('passport-local').Strategy
var bcrypt = require('bcrypt')

module.exports = function (passport) {
  passport.use('login', new LocalStrategy({ passReqToCallback: true }, function (req, name, password, done) {
    var user = { id: 1, password: '' }
    if (!bcrypt.compareSync(password, user.password)) return done(null, false, req.flash('danger', 'wrong'))
    return done(null, user)
  }))
}
--- routes/main.js
var router = require('express').Router()

module.exports = function (passport) {
  router.get('/logout', function (req, res) {
    req.logout();
    res.redirect('/');
  })
  router.post('/login', passport.authenticate('login', { successRedirect: '/', failureRedirect: '/login' }))
  return router
}
=== memory-store server.js:11
=== weak-secret server.js:12
=== secret-in-source server.js:12
=== cookie-not-secure server.js:15
=== resave server.js:13
=== save-uninitialized server.js:14
=== logout-by-get routes/main.js:4
=== cookie-name-default server.js:11
