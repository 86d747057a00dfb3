TypeScript that compiles to CommonJS, in a class.
--- package.json
{
  "name": "their-app",
  "scripts": {
    "start": "node dist/server.js"
  },
  "dependencies": {
    "express": "^5.1.0"
  },
  "devDependencies": {
    "@types/express": "^5.0.0",
    "@types/node": "^22.0.0",
    "typescript": "^5.9.0"
  }
}
--- tsconfig.json
{
  "compilerOptions": {
    "target": "es2022",
    "module": "commonjs",
    "esModuleInterop": true,
    "strict": true,
    "skipLibCheck": true,
    "rootDir": "src",
    "outDir": "dist"
  },
  "include": ["src"]
}
--- src/server.ts
import App from './app';

new App().listen();
--- src/app.ts
import express, { Application, Request, Response } from 'express';

class App {
  public app: Application;

  constructor() {
    this.app = express();
    this.app.use(express.json());
    this.initializeRoutes();
  }

  public listen() {
    this.app.listen(process.env.PORT);
  }

  private initializeRoutes() {
    this.app.get('/hello', (req: Request, res: Response) => {
      res.send('hello');
    });
    this.app.get('/count', (req: Request, res: Response) => {
      const { session } = req as unknown as { session?: { count?: number } };
      const count = session ? (session.count = (session.count ?? 0) + 1) : null;
      res.json({ count });
    });
  }
}

export default App;
