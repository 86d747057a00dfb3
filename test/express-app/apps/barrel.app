Routers that one file hands on from others, which hand on each other's, too.
--- package.json
{ "type": "module", "scripts": { "start": "node app.js" } }
--- app.js
import express from 'express';
import { visits } from './routes/index.js';
const app = express();
app.use(express.json());
app.use('/visits', visits);
app.listen(3000);
--- routes/index.js
export * from './users.js';
export * from './visits.js';
--- routes/users.js
import { Router } from 'express';
export * from './index.js';
export const users = Router();
--- routes/visits.js
import { Router } from 'express';
export const visits = Router();
visits.get('/', (req, res) => res.json(req.session.visits));
+++ app.js
import express from 'express';
import { visits } from './routes/index.js';
import { createSessionMiddleware } from './src/session/index.mjs';
const app = express();
app.use(express.json());
app.use(createSessionMiddleware());
app.use('/visits', visits);
app.listen(3000);
