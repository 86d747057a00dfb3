Variables with names that only strict code reserves; a wrapper of another package, and a method of a document that checks the password.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- index.js
const express = require('express')
const session = require('express-session')
const mongoose = require('mongoose')
const static = require('node-static')
const MongoStore = require('connect-mongo')(session)
const protected = require('./protected')

const app = express()
app.use(express.static('public'))
app.use(
  session({
    secret: 'complete-guide-to-it',
    resave: false,
    saveUninitialized: false,
    store: new MongoStore({ mongooseConnection: mongoose.connection }),
  })
)
app.get('/edit', protected, (req, res) => res.render('edit'))
app.use('/auth', require('./auth'))
app.listen(3000)
--- protected.js
module.exports = (req, res, next) => (req.session.uid ? next() : res.redirect('/login'))
--- auth.js
const express = require('express')
const middleware = require('express-async-handler')
const mongoose = require('mongoose')
const protected = require('./protected')

const User = mongoose.model('User', new mongoose.Schema({ email: String, hash: String }))
const app = express.Router()

app.post('/login', middleware(async (req, res) => {
  const user = await User.findOne({ email: req.body.email })
  if (!user || !(await user.matchPassword(req.body.password))) {
    return res.redirect('/login')
  }
  req.session.uid = user.id
  req.session.save(() => res.redirect('/'))
}))

app.get('/logout', protected, (req, res) => {
  req.session.destroy(() => {
    req.user = null
    res.redirect('/login')
  })
})

module.exports = app
=== weak-secret index.js:12
=== secret-in-source index.js:12
=== cookie-not-secure index.js:11
=== login-keeps-id auth.js:14
=== logout-by-get auth.js:18
=== cookie-name-default index.js:11
