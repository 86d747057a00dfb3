Imports by the paths of the tsconfig.
--- package.json
{ "scripts": { "start": "ts-node -r tsconfig-paths/register src/index.ts" }, "dependencies": { "express": "^4.18.2" } }
--- tsconfig.json
{
  // comments are allowed here
  "compilerOptions": { "module": "commonjs", "esModuleInterop": true, "baseUrl": "src", "paths": { "@/*": ["./*"] } },
}
--- src/index.ts
import { app } from '@/app';

app.listen(3000);
--- src/app.ts
import express from 'express';
import routes from 'routes';

export const app = express();

app.use(express.json());
app.use(routes);
--- src/routes/index.ts
import { Router } from 'express';

const routes = Router();
routes.get('/', (req, res) => res.send('hello'));
export default routes;
+++ src/app.ts
import express from 'express';
import routes from 'routes';
import { createSessionMiddleware } from './session/index';

export const app = express();

app.use(express.json());
app.use(createSessionMiddleware());
app.use(routes);
