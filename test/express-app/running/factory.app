A factory, awaited after the environment is loaded: imports come first.
--- package.json
{
  "name": "their-app",
  "type": "module",
  "scripts": {
    "start": "node src/main.js"
  },
  "dependencies": {
    "express": "^5.1.0"
  }
}
--- src/main.js
import { createApp } from './app.js';

try {
  process.loadEnvFile();
} catch {
  // There is none in production.
}
const app = await createApp();
app.listen(process.env.PORT);
--- src/app.js
import express from 'express';
import { routes } from './routes.js';

export async function createApp() {
  const app = express();
  app.use(express.json());
  await routes(app);
  return app;
}
--- src/routes.js
export async function routes(app) {
  app.get('/hello', (req, res) => res.send('hello'));
  app.get('/count', (req, res) => {
    const count = req.session ? (req.session.count = (req.session.count ?? 0) + 1) : null;
    res.json({ count });
  });
}
