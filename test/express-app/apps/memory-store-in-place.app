express-session's own MemoryStore, among the options.
--- package.json
{ "type": "module", "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
import express from 'express'
import session, { MemoryStore } from 'express-session'

const app = express()

app.use(session({
  secret: process.env.SESSION_SECRET,
  store: new MemoryStore(),
  resave: false
}))
app.get('/', (req, res) => res.json(req.session))
app.listen(3000)
+++ app.js
import express from 'express'
import session, { MemoryStore } from 'express-session'
import { createSessionStore } from './src/session/index.mjs'

const app = express()

app.use(session({
  secret: process.env.SESSION_SECRET,
  store: createSessionStore(),
  resave: false
}))
app.get('/', (req, res) => res.json(req.session))
app.listen(3000)
