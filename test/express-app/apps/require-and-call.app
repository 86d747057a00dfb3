require('express')(), with settings that are read.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
const app = require('express')()
app.set('port', process.env.PORT || 3000)
app.get('/', (req, res) => res.send('hello'))
app.listen(app.get('port'))
+++ index.js
const app = require('express')()
const { createSessionMiddleware } = require('./src/session/index.mjs')
app.set('port', process.env.PORT || 3000)
app.use(createSessionMiddleware())
app.get('/', (req, res) => res.send('hello'))
app.listen(app.get('port'))
