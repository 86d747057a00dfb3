JavaScript with the types of Flow.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- index.js
// @flow
import express from 'express';
import session from 'express-session';
import type { $Request, $Response } from 'express';

type Options = { secret: string | void };

const app: express$Application = express();
const options: Options = { secret: process.env.SECRET };
app.use(session({ ...options, resave: false, saveUninitialized: false, name: 'flow' }));
app.get('/', (req: $Request, res: $Response) => res.send('hello'));
app.listen(3000);
=== memory-store index.js:10
=== cookie-not-secure index.js:10
