Without semicolons, a line that begins with a bracket stays a statement of its own.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
const express = require('express')
const app = express()

app.use(express.json())

;['/a', '/b'].forEach((path) => {
  app.get(path, (req, res) => res.send(path))
})

app.listen(3000)
+++ index.js
const express = require('express')
const { createSessionMiddleware } = require('./src/session/index.mjs')
const app = express()

app.use(express.json())

app.use(createSessionMiddleware())
;['/a', '/b'].forEach((path) => {
  app.get(path, (req, res) => res.send(path))
})

app.listen(3000)
