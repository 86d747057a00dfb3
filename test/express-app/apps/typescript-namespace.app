TypeScript that takes Express as a namespace.
--- package.json
{ "scripts": { "start": "tsx watch src/index.ts" }, "dependencies": { "express": "^4.18.2" } }
--- src/index.ts
import * as express from 'express';
import * as http from 'http';

const app = (express as any).default();
app.set('json spaces', 2);
app.get('/', (req: express.Request, res: express.Response) => res.send('hello'));
http.createServer(app).listen(3000);
+++ src/index.ts
import * as express from 'express';
import * as http from 'http';
import { createSessionMiddleware } from './session/index';

const app = (express as any).default();
app.set('json spaces', 2);
app.use(createSessionMiddleware());
app.get('/', (req: express.Request, res: express.Response) => res.send('hello'));
http.createServer(app).listen(3000);
