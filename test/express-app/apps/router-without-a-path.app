A middleware without a path that is a router, from a module of its own.
--- package.json
{ "type": "module", "scripts": { "start": "node src/index.js" } }
--- src/index.js
import express from 'express'
import helmet from 'helmet'
import { requestId } from './request-id.js'
import api from './api.js'

const app = express()

app.use(helmet())
app.use(requestId)
app.use(api)

app.listen(process.env.PORT)
--- src/request-id.js
export const requestId = (req, res, next) => {
  req.id = Math.random()
  next()
}
--- src/api.js
import { Router } from 'express'

const api = Router()
api.get('/', (req, res) => res.json({}))

export default api
+++ src/index.js
import express from 'express'
import helmet from 'helmet'
import { requestId } from './request-id.js'
import api from './api.js'
import { createSessionMiddleware } from './session/index.mjs'

const app = express()

app.use(helmet())
app.use(requestId)
app.use(createSessionMiddleware())
app.use(api)

app.listen(process.env.PORT)
