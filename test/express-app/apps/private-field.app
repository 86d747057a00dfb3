The app is a private field.
--- package.json
{ "scripts": { "start": "node server.mjs" }, "dependencies": { "express": "^4.18.2" } }
--- server.mjs
import express from 'express';

class Server {
  #app = express();

  constructor(port) {
    this.port = port;
    this.#middlewares();
    this.#routes();
  }

  #middlewares() {
    this.#app.use(express.json());
  }

  #routes() {
    this.#app.get('/', (req, res) => res.json({}));
  }

  listen() {
    this.#app.listen(this.port);
  }
}

new Server(3000).listen();
+++ server.mjs
import express from 'express';
import { createSessionMiddleware } from './src/session/index.mjs';

class Server {
  #app = express();

  constructor(port) {
    this.port = port;
    this.#middlewares();
    this.#routes();
  }

  #middlewares() {
    this.#app.use(express.json());
  }

  #routes() {
    this.#app.use(createSessionMiddleware());
    this.#app.get('/', (req, res) => res.json({}));
  }

  listen() {
    this.#app.listen(this.port);
  }
}

new Server(3000).listen();
