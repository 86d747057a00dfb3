TypeScript: a class sets the app up in its constructor; the session comes with the routes, and the static files after them.
--- package.json
{ "scripts": { "start": "node dist/server.js" }, "dependencies": { "express-session": "^1.17.3" } }
--- src/app.ts
import express, { Request, Response } from "express";
import session from "express-session";
import * as path from "path";

const FileStore = require("session-file-store")(session);

class App {
  public app: express.Application;

  constructor() {
    this.app = express();
    this.config();
    this.routes();
    this.app.use(express.static(path.join(__dirname, "public")));
  }

  private config(): void {
    this.app.use(express.json());
  }

  data(req, _res) {
    return { tokens: req.session.tokens };
  }

  private routes(): void {
    const router = express.Router();
    router.get("/", async (req: Request, res: Response) => {
      res.render("home", this.data(req, res));
    });

    this.app.use(session({
      secret: "any words will do",
      store: new FileStore({}),
      resave: false,
      saveUninitialized: false,
      cookie: { secure: false },
    }));

    this.app.use("/", router);
  }
}

export default new App().app;
--- src/server.ts
import app from "./app";

app.listen(5000);
=== weak-secret src/app.ts:32
=== secret-in-source src/app.ts:32
=== cookie-not-secure src/app.ts:36
=== cookie-name-default src/app.ts:31
=== session-before-static src/app.ts:14
