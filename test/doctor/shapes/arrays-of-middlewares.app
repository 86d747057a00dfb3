Each middleware stands in an array of its own, and the app is used and started in one go.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- index.js
const express = require('express')
const app = express()
const session = require('./app/session')

app.use(
  [express.json()],
  [express.static('public')],
  [session()],
  [require('./app/router')]
).listen(3000)
--- app/session.js
const session = require('express-session')
const Store = require('connect-mongodb-session')(session)

const store = new Store({ uri: process.env.LOCAL, collection: 'mySessions' })

module.exports = function () {
  return session({
    secret: 'puppies',
    cookie: {
      maxAge: 1000 * 60 * 60 * 24 * 7
    },
    store: store,
    resave: true,
    saveUninitialized: true
  })
}
--- app/router.js
const router = require('express').Router()
const bcrypt = require('bcrypt')

router.post('/register', (req, res) => {
  const hash = bcrypt.hashSync(req.body.password, 10)
  save(req.body.name, hash)
  req.session.user = req.body.name
  req.session.auth = true
  res.redirect('/')
})

module.exports = router

function save (name, hash) {
  console.log(name, hash.length)
}
=== weak-secret app/session.js:8
=== store-crashes app/session.js:4
=== secret-in-source app/session.js:8
=== cookie-not-secure app/session.js:9
=== resave app/session.js:13
=== save-uninitialized app/session.js:14
=== cookie-name-default app/session.js:7
