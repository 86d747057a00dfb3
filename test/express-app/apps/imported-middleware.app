A middleware of the project that only sets a header, and a router without a path.
--- package.json
{ "type": "module", "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
import express from 'express';
import { headers } from './headers.js';
import { site } from './site.js';

const app = express();
app.use(headers);
app.use(site);
app.listen(3000);
--- headers.js
export function headers(req, res, next) {
  res.set('X-Frame-Options', 'DENY');
  next();
}
--- site.js
import { Router } from 'express';

export const site = new Router();
site.get('/', (req, res) => res.send('hello'));
+++ index.js
import express from 'express';
import { headers } from './headers.js';
import { site } from './site.js';
import { createSessionMiddleware } from './src/session/index.mjs';

const app = express();
app.use(headers);
app.use(createSessionMiddleware());
app.use(site);
app.listen(3000);
