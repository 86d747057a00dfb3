TypeScript for Node itself: files are named by what they compile to.
--- package.json
{ "type": "module", "scripts": { "start": "node dist/main.js" }, "dependencies": { "express": "^4.18.2" } }
--- tsconfig.json
{ "compilerOptions": { "module": "nodenext", "outDir": "dist", "rootDir": "src" } }
--- src/main.ts
import express, { type Request, type Response } from "express";
import { things } from "./things.js";

const app = express();

app.use("/things", things);
app.use((_req: Request, res: Response) => {
  res.status(404).end();
});

export const server = app.listen(Number(process.env.PORT ?? 3000));
--- src/things.ts
import { Router } from "express";

export const things: Router = Router();
things.get("/", (_req, res) => void res.json([]));
+++ src/main.ts
import express, { type Request, type Response } from "express";
import { things } from "./things.js";
import { createSessionMiddleware } from "./session/index.js";

const app = express();

app.use(createSessionMiddleware());
app.use("/things", things);
app.use((_req: Request, res: Response) => {
  res.status(404).end();
});

export const server = app.listen(Number(process.env.PORT ?? 3000));
