Modules that babel-node takes, in a project without a type.
--- package.json
{ "scripts": { "start": "babel-node src/server" } }
--- src/server.js
import express from 'express';
import routes from './routes';

const server = express();

server.use(express.json());
server.use('/api', routes);

server.listen(3333);
--- src/routes.js
import { Router } from 'express';
const routes = new Router();
routes.get('/', (req, res) => res.json({ ok: true }));
export default routes;
+++ src/server.js
import express from 'express';
import routes from './routes';
import { createSessionMiddleware } from './session/index.mjs';

const server = express();

server.use(express.json());
server.use(createSessionMiddleware());
server.use('/api', routes);

server.listen(3333);
