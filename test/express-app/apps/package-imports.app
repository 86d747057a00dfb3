Imports by the names of package.json.
--- package.json
{ "type": "module", "imports": { "#app/*": "./lib/*.js" }, "scripts": { "start": "node index.js" }, "dependencies": { "express": "^5.0.0" } }
--- index.js
import { app } from '#app/web';

app.listen(3000);
--- lib/web.js
import express from 'express';

const app = express();
app.get('/', (req, res) => res.send('hello'));

export { app };
+++ lib/web.js
import express from 'express';
import { createSessionMiddleware } from './session/index.mjs';

const app = express();
app.use(createSessionMiddleware());
app.get('/', (req, res) => res.send('hello'));

export { app };
