A file of its own exports the session middleware.
--- package.json
{ "type": "module", "scripts": { "start": "node src/index.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- src/index.js
import express from 'express';
import { sessionMiddleware } from './middleware/session.js';
import router from './router.js';

const app = express();
app.use(sessionMiddleware);
app.use(router);
app.listen(8080);
--- src/middleware/session.js
import session from 'express-session';

const options = { name: 'sid', secret: process.env.COOKIE_SECRET, resave: false, saveUninitialized: false };

export const sessionMiddleware = session(options);
--- src/router.js
import { Router } from 'express';

const router = Router();
router.get('/', (req, res) => res.json(req.session));
export default router;
+++ src/middleware/session.js
import session from 'express-session';
import { createSessionStore } from '../session/index.mjs';

const options = { name: 'sid', secret: process.env.COOKIE_SECRET, resave: false, saveUninitialized: false, store: createSessionStore() };

export const sessionMiddleware = session(options);
