A class whose constructor calls what sets the app up, in TypeScript that compiles to CommonJS.
--- package.json
{ "main": "dist/server.js", "scripts": { "start": "node dist/server.js", "build": "tsc" }, "dependencies": { "express": "^4.18.2" } }
--- tsconfig.json
{ "compilerOptions": { "module": "commonjs", "outDir": "./dist", "rootDir": "./src", "esModuleInterop": true } }
--- src/server.ts
import 'dotenv/config';
import App from './app';
import { UsersRoute } from './routes/users.route';

const app = new App([new UsersRoute()]);

app.listen();
--- src/app.ts
import express, { Application } from 'express';
import cors from 'cors';
import { Routes } from './routes/routes.interface';

class App {
  public app: Application;
  public port: string | number;

  constructor(routes: Routes[]) {
    this.app = express();
    this.port = process.env.PORT || 3000;

    this.initializeMiddlewares();
    this.initializeRoutes(routes);
  }

  public listen() {
    this.app.listen(this.port, () => {
      console.log(`Listening on ${this.port}`);
    });
  }

  private initializeMiddlewares() {
    this.app.use(cors());
    this.app.use(express.json());
  }

  private initializeRoutes(routes: Routes[]) {
    routes.forEach((route) => {
      this.app.use('/', route.router);
    });
  }
}

export default App;
--- src/routes/routes.interface.ts
import { Router } from 'express';

export interface Routes {
  path?: string;
  router: Router;
}
--- src/routes/users.route.ts
import { Router } from 'express';
import { Routes } from './routes.interface';

export class UsersRoute implements Routes {
  public router = Router();

  constructor() {
    this.router.get('/users', (req, res) => res.json([]));
  }
}
+++ src/app.ts
import express, { Application } from 'express';
import cors from 'cors';
import { Routes } from './routes/routes.interface';
import { createSessionMiddleware } from './session/index';

class App {
  public app: Application;
  public port: string | number;

  constructor(routes: Routes[]) {
    this.app = express();
    this.port = process.env.PORT || 3000;

    this.initializeMiddlewares();
    this.initializeRoutes(routes);
  }

  public listen() {
    this.app.listen(this.port, () => {
      console.log(`Listening on ${this.port}`);
    });
  }

  private initializeMiddlewares() {
    this.app.use(cors());
    this.app.use(express.json());
  }

  private initializeRoutes(routes: Routes[]) {
    this.app.use(createSessionMiddleware());
    routes.forEach((route) => {
      this.app.use('/', route.router);
    });
  }
}

export default App;
