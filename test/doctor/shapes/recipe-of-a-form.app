One of several servers in a repository; a function with a default for what it is given compares the password.
--- package.json
{ "scripts": { "start": "node examples/form/server.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- examples/form/server.js
const express = require('express')
const bodyParser = require('body-parser')
const session = require('express-session')

const app = express()

const isRight = (body = {}) => {
  return body.username === 'jane' && body.password === 'password123'
}

const ensureLoggedIn = (req, res, next) => {
  if (req.session.user) {
    next()
  } else {
    res.redirect('/unauthorized')
  }
}

app.use(session({
  name: 'form-session',
  secret: 'sekret',
  resave: false,
  saveUninitialized: false,
}))

app.post('/login', bodyParser.urlencoded({ extended: false }), (req, res) => {
  if (isRight(req.body)) {
    req.session.user = 'jane'
    res.redirect('/dashboard')
  } else {
    res.render('./login.hbs', { error: 'wrong' })
  }
})

app.get('/dashboard', ensureLoggedIn, (req, res) => res.render('./dashboard.hbs', { user: req.session.user }))

app.listen(7077)
--- index.js
module.exports = {}
=== memory-store examples/form/server.js:19
=== weak-secret examples/form/server.js:21
=== secret-in-source examples/form/server.js:21
=== cookie-not-secure examples/form/server.js:19
=== login-keeps-id examples/form/server.js:28
