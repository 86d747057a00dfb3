pm2 starts what package.json does not name otherwise.
--- package.json
{ "main": "nothing.js", "scripts": { "start": "pm2-runtime start server/index.js -i max" } }
--- server/index.js
const express = require('express')

const app = express()

app.get('/health', (_, res) => res.sendStatus(200))

app.listen(3000)
+++ server/index.js
const express = require('express')
const { createSessionMiddleware } = require('./session/index.mjs')

const app = express()

app.use(createSessionMiddleware())
app.get('/health', (_, res) => res.sendStatus(200))

app.listen(3000)
