Routers and settings that one file hands on from others by `export *`, found by the baseUrl; the mode has another name.
--- package.json
{ "main": "src/server.ts", "scripts": { "start": "ts-node src/server.ts" }, "dependencies": { "express-session": "^1.17.1" } }
--- tsconfig.json
{ "compilerOptions": { "baseUrl": "src", "esModuleInterop": true } }
--- src/server.ts
import express, { Express } from "express";
import mongoose from "mongoose";
import session from "express-session";
import MongoStore from "connect-mongo";
import { userRouter, sessionRouter } from "routes";
import { config } from "config";

(async function startServer() {
  try {
    if (!config.database.URI) throw new Error("no uri");
    await mongoose.connect(config.database.URI);

    const app: Express = express();
    app.use(express.json());
    app.use(
      session({
        name: config.server.SESSION_NAME,
        secret: config.server.SESSION_SECRET,
        saveUninitialized: false,
        resave: false,
        store: MongoStore.create({ mongoUrl: config.database.URI }),
        cookie: {
          sameSite: true,
          secure: config.server.ENVIRONMENT === "production",
        },
      })
    );

    const api = express.Router();
    app.use("/api", api);
    api.use("/users", userRouter);
    api.use("/sessions", sessionRouter);

    app.listen(config.server.PORT);
  } catch (error) {
    console.log(error);
  }
})();
--- src/config.ts
const { PORT, NODE_ENV, URI, SESSION_NAME, SESSION_SECRET } = (process.env as unknown) as Record<string, string>;

export const config = {
  server: { PORT, ENVIRONMENT: NODE_ENV, SESSION_NAME, SESSION_SECRET },
  database: { URI },
};
--- src/routes/index.ts
export * from "./users";
export * from "./sessions";
--- src/routes/users.ts
import { Router } from "express";

const userRouter = Router();
userRouter.get("", (req, res) => res.json([]));
export { userRouter };
--- src/routes/sessions.ts
import { compareSync } from "bcryptjs";
import express, { Request, Response } from "express";
import { UserModel } from "models";

const sessionRouter = express.Router();

sessionRouter.post("", async (req: Request, res: Response) => {
  const { email, password } = req.body;
  const user = await UserModel.findOne({ email });
  if (!user || !compareSync(password, user.hash)) return res.sendStatus(401);
  const known = { email: user.email };
  req.session.user = known;
  return res.status(201).json(known);
});

sessionRouter.delete("", async (req: Request, res: Response) => {
  req.session.destroy(() => res.sendStatus(200));
});

export { sessionRouter };
--- src/models.ts
import { model, Schema } from "mongoose";

export const UserModel = model("user", new Schema({ email: String, hash: String }));
=== secure-behind-proxy src/server.ts:24
=== login-keeps-id src/routes/sessions.ts:12
