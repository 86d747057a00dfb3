A class with the app as a private field.
--- package.json
{
  "name": "their-app",
  "type": "module",
  "scripts": {
    "start": "node src/index.js"
  },
  "dependencies": {
    "express": "^5.1.0"
  }
}
--- src/index.js
import { Server } from './server.js';

new Server().listen();
--- src/server.js
import express from 'express';

export class Server {
  #app = express();

  constructor() {
    this.#middlewares();
    this.#routes();
  }

  #middlewares() {
    this.#app.use(express.json());
  }

  #routes() {
    this.#app.get('/hello', (req, res) => res.send('hello'));
    this.#app.get('/count', (req, res) => {
      const count = req.session ? (req.session.count = (req.session.count ?? 0) + 1) : null;
      res.json({ count });
    });
  }

  listen() {
    this.#app.listen(process.env.PORT);
  }
}
