What `main` names is built from a folder that the tsconfig tells.
--- package.json
{ "main": "out/index.js", "scripts": { "start": "node ." } }
--- tsconfig.json
{ "compilerOptions": { "outDir": "out", "rootDir": "source", "module": "nodenext" } }
--- source/index.ts
import express from 'express';

const app = express();

app.get('/', (_req, res) => {
  res.send('hello');
});

app.listen(3000);
+++ source/index.ts
import express from 'express';
import { createSessionMiddleware } from './session/index';

const app = express();

app.use(createSessionMiddleware());
app.get('/', (_req, res) => {
  res.send('hello');
});

app.listen(3000);
