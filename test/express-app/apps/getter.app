A static instance, a private field and a getter.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
class Server {
  static instance = new Server();
  #app = express();
  get app() { return this.#app; }
  start() { this.app.get('/', (req, res) => res.send('x')); this.app.listen(3000); }
}
Server.instance.start();
+++ app.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
class Server {
  static instance = new Server();
  #app = express();
  get app() { return this.#app; }
  start() { this.app.use(createSessionMiddleware()); this.app.get('/', (req, res) => res.send('x')); this.app.listen(3000); }
}
Server.instance.start();
