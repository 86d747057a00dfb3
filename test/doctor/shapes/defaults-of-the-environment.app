Settings are taken out of the environment with defaults, handed on by a barrel and spread; the mode is another module's.
--- package.json
{ "scripts": { "start": "node dist/index.js" }, "dependencies": { "express-session": "^1.17.0" } }
--- src/index.ts
import session from 'express-session'
import connectRedis from 'connect-redis'
import { createApp } from './app'

const main = async () => {
  const RedisStore = connectRedis(session)
  const app = createApp(new RedisStore({ client: undefined }))
  app.listen(5000)
}

main().catch(error => console.error(error))
--- src/app.ts
import express from 'express'
import session, { Store } from 'express-session'
import { SESSION_OPTIONS, IN_PROD } from './config'
import { auth } from './auth'

export const createApp = (store: Store) => {
  const app = express()
  app.use(session({ ...SESSION_OPTIONS, store }))
  auth(app)
  if (IN_PROD) {
    app.use(express.static('build'))
  }
  return app
}
--- src/config/index.ts
export * from './app'

export * from './session'
--- src/config/app.ts
export const { NODE_ENV = 'development', APP_PORT = 5000 } = process.env

export const IN_PROD = NODE_ENV === 'production'
--- src/config/session.ts
import { SessionOptions } from 'express-session'
import { IN_PROD } from './app'

const HOUR = 1000 * 60 * 60

const { env } = process

export const { SESSION_SECRET = '1234qwer', SESSION_NAME = 'sid', SESSION_TIMEOUT = HOUR / 2 } = env

export const SESSION_OPTIONS: SessionOptions = {
  secret: SESSION_SECRET,
  name: SESSION_NAME,
  cookie: {
    maxAge: +SESSION_TIMEOUT,
    secure: IN_PROD,
    sameSite: 'lax',
  },
  rolling: true,
  resave: false,
  saveUninitialized: false,
}
--- src/auth.ts
import { Application, Router } from 'express'

export const auth = (app: Application) => {
  const router = Router()
  router.get('/signout', (req, res) => {
    req.logOut()
    req.session!.destroy(() => res.redirect('/'))
  })
  app.use('/auth', router)
}
=== secret-in-source src/app.ts:8
=== weak-secret src/app.ts:8
=== secure-behind-proxy src/config/session.ts:15
=== logout-by-get src/auth.ts:5
=== session-before-static src/app.ts:11
