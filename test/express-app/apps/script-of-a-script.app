A script that runs another, which builds and starts.
--- package.json
{ "scripts": { "start": "npm run build && npm run serve", "build": "tsc -p .", "serve": "node -r dotenv/config ./dist/index.js" }, "dependencies": { "express": "^4.18.2" } }
--- tsconfig.json
{ "compilerOptions": { "module": "es2022", "moduleResolution": "bundler", "outDir": "dist" } }
--- src/index.ts
import express from 'express';
import { home } from './home';

const app = express();
app.get('/', home);
app.listen(3000);
--- src/home.ts
import type { Request, Response } from 'express';

export function home(_: Request, res: Response) {
  res.send('hello');
}
+++ src/index.ts
import express from 'express';
import { home } from './home';
import { createSessionMiddleware } from './session/index';

const app = express();
app.use(createSessionMiddleware());
app.get('/', home);
app.listen(3000);
