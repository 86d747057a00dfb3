TypeScript: a constant of another file tells production, and decides over secure and the domain.
--- package.json
{ "scripts": { "start": "node dist/index.js" }, "dependencies": { "express-session": "^1.17.1" } }
--- src/index.ts
import "reflect-metadata";
import "dotenv-safe/config";
import { __prod__, COOKIE_NAME } from "./constants";
import express from "express";
import { ApolloServer } from "apollo-server-express";
import Redis from "ioredis";
import session from "express-session";
import connectRedis from "connect-redis";

const main = async () => {
  const app = express();
  const RedisStore = connectRedis(session);
  const redis = new Redis(process.env.REDIS_URL);
  app.set("trust proxy", 1);
  app.use(
    session({
      name: COOKIE_NAME,
      store: new RedisStore({ client: redis, disableTouch: true }),
      cookie: {
        httpOnly: true,
        sameSite: "lax",
        secure: __prod__,
        domain: __prod__ ? ".example.com" : undefined,
      },
      saveUninitialized: false,
      secret: process.env.SESSION_SECRET,
      resave: false,
    })
  );
  const server = new ApolloServer({ context: ({ req, res }) => ({ req, res, redis }) });
  server.applyMiddleware({ app, cors: false });
  app.listen(4000);
};

main().catch((error) => {
  console.error(error);
});
--- src/constants.ts
export const __prod__ = process.env.NODE_ENV === "production";
export const COOKIE_NAME = "qid";
=== cookie-domain src/index.ts:23
