TypeScript: a function reads the environment, with a fallback that production does not take; the session is in a router that a function gives.
--- package.json
{ "scripts": { "start": "node dist/server.js" }, "dependencies": { "express-session": "^1.18.0" } }
--- server.ts
import createApp from './server/app'

createApp().listen(3000)
--- server/app.ts
import express from 'express'
import setUpSession from './session'
import setUpAuthentication from './authentication'

export default function createApp(): express.Application {
  const app = express()
  app.set('trust proxy', true)
  app.use(setUpSession())
  app.use(setUpAuthentication())
  return app
}
--- server/config.ts
const production = process.env.NODE_ENV === 'production'

function get<T>(name: string, fallback: T, options = { requireInProduction: false }): T | string {
  if (process.env[name]) {
    return process.env[name]
  }
  if (fallback !== undefined && (!production || !options.requireInProduction)) {
    return fallback
  }
  throw new Error(`Missing env var ${name}`)
}

const requiredInProduction = { requireInProduction: true }

export default {
  https: process.env.NO_HTTPS === 'true' ? false : production,
  redis: { enabled: get('REDIS_ENABLED', 'false', requiredInProduction) === 'true' },
  session: {
    secret: get('SESSION_SECRET', 'insecure-default', requiredInProduction),
    expiryMinutes: Number(get('SESSION_TIMEOUT', 120)),
  },
}
--- server/session.ts
import session, { MemoryStore, Store } from 'express-session'
import { RedisStore } from 'connect-redis'
import express, { Router } from 'express'
import config from './config'

export default function setUpSession(): Router {
  let store: Store
  if (config.redis.enabled) {
    store = new RedisStore({ client: undefined })
  } else {
    store = new MemoryStore()
  }
  const router = express.Router()
  router.use(
    session({
      store,
      name: 'template.session',
      cookie: { secure: config.https, sameSite: 'lax', maxAge: config.session.expiryMinutes * 60 * 1000 },
      secret: config.session.secret,
      resave: false,
      saveUninitialized: false,
      rolling: true,
    }),
  )
  return router
}
--- server/authentication.ts
import passport from 'passport'
import { Router } from 'express'

export default function setUpAuthentication() {
  const router = Router()
  router.use(passport.initialize())
  router.use(passport.session())
  router.use('/sign-out', (req, res, next) => {
    req.logout(error => (error ? next(error) : req.session.destroy(() => res.redirect('/'))))
  })
  return router
}
=== trust-proxy-all server/app.ts:7
=== unknown memory-store server/session.ts:16
=== unknown cookie-not-secure server/session.ts:18
