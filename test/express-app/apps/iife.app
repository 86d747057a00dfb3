A semicolon before a bracket on the next line ends our line as it ended theirs.
--- package.json
{ "type":"module","scripts": { "start": "node app.js" } }
--- app.js
import express from 'express'
import { MongoClient } from 'mongodb'
;(async () => {
  const client = await MongoClient.connect(process.env.DB_CONNECT)
  const app = express()
  app.use(async (req, res, next) => { req.db = client.db(); next() })
  for (const route of await import('./routes.js').then((m) => m.default)) {
    app.use(route.path, route.router)
  }
  app.listen(3000)
})()
--- routes.js
import { Router } from 'express'
export default [{ path: '/a', router: Router() }]
+++ app.js
import express from 'express'
import { MongoClient } from 'mongodb'
import { createSessionMiddleware } from './src/session/index.mjs'
;(async () => {
  const client = await MongoClient.connect(process.env.DB_CONNECT)
  const app = express()
  app.use(async (req, res, next) => { req.db = client.db(); next() })
  app.use(createSessionMiddleware())
  for (const route of await import('./routes.js').then((m) => m.default)) {
    app.use(route.path, route.router)
  }
  app.listen(3000)
})()
