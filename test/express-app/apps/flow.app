JavaScript with the types of Flow.
--- package.json
{ "type": "module", "scripts": { "start": "node app.js" } }
--- app.js
// @flow
import express from 'express';
import type { $Request, $Response } from 'express';

const app: express$Application = express();
app.get('/', (req: $Request, res: $Response) => res.send('hello'));
app.listen(3000);
+++ app.js
// @flow
import express from 'express';
import type { $Request, $Response } from 'express';
import { createSessionMiddleware } from './src/session/index.mjs';

const app: express$Application = express();
app.use(createSessionMiddleware());
app.get('/', (req: $Request, res: $Response) => res.send('hello'));
app.listen(3000);
