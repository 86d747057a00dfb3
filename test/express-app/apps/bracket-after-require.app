Without semicolons, behind the last require comes an expression in brackets.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
const express = require('express')
const connect = require('./connect')

void (async () => {
  await connect()
  const app = express()
  app.get('/', (req, res) => res.send('hello'))
  app.listen(3000)
})()
--- connect.js
module.exports = async () => {}
+++ index.js
const express = require('express')
const connect = require('./connect')
const { createSessionMiddleware } = require('./src/session/index.mjs')

void (async () => {
  await connect()
  const app = express()
  app.use(createSessionMiddleware())
  app.get('/', (req, res) => res.send('hello'))
  app.listen(3000)
})()
