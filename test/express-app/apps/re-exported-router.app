Routers that one file takes from others, and hands on.
--- package.json
{ "type": "module", "scripts": { "start": "node app.js" } }
--- app.js
import express from 'express';
import * as routes from './routes/index.js';
const app = express();
for (const [name, router] of Object.entries(routes)) app.use(`/${name}`, router);
app.listen(3000);
--- routes/index.js
export { default as users } from './users.js';
export * from './more.js';
--- routes/users.js
import { Router } from 'express';
export default Router();
--- routes/more.js
import { Router } from 'express';
export const more = Router();
+++ app.js
import express from 'express';
import * as routes from './routes/index.js';
import { createSessionMiddleware } from './src/session/index.mjs';
const app = express();
app.use(createSessionMiddleware());
for (const [name, router] of Object.entries(routes)) app.use(`/${name}`, router);
app.listen(3000);
