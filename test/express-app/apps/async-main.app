An asynchronous start whose error is caught.
--- package.json
{ "scripts": { "start": "tsx watch src/main.ts" } }
--- tsconfig.json
{ "compilerOptions": { "module": "preserve", "moduleResolution": "bundler" } }
--- src/main.ts
import express, { type Express } from "express"
import { connect } from "./db"

async function bootstrap(): Promise<Express> {
  await connect()
  const app = express()
  app.disable("x-powered-by")
  app.use(express.json({ limit: "1mb" }))
  ;["/a", "/b"].forEach((path) => app.get(path, (_req, res) => void res.send(path)))
  return app
}

bootstrap()
  .then((app) => app.listen(3000))
  .catch((error) => {
    console.error(error)
    process.exit(1)
  })
--- src/db.ts
export async function connect() {}
+++ src/main.ts
import express, { type Express } from "express"
import { connect } from "./db"
import { createSessionMiddleware } from "./session/index"

async function bootstrap(): Promise<Express> {
  await connect()
  const app = express()
  app.disable("x-powered-by")
  app.use(express.json({ limit: "1mb" }))
  app.use(createSessionMiddleware())
  ;["/a", "/b"].forEach((path) => app.get(path, (_req, res) => void res.send(path)))
  return app
}

bootstrap()
  .then((app) => app.listen(3000))
  .catch((error) => {
    console.error(error)
    process.exit(1)
  })
