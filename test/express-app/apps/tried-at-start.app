The whole program is tried.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
try {
  const Api = require('./server');
  const api = new Api();

  api.start((port) => console.log('on', port));
} catch (error) {
  console.error(error);
}
--- server.js
const express = require('express');

class Api {
  constructor() {
    this.server = express();
    this.server.use(express.json());
    this.setUpRoutes();
  }

  setUpRoutes() {
    this.server.get('/', (req, res) => res.send('hello'));
  }

  start(callback) {
    this.server.listen(8080, () => callback(8080));
  }
}

module.exports = Api;
+++ server.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');

class Api {
  constructor() {
    this.server = express();
    this.server.use(express.json());
    this.setUpRoutes();
  }

  setUpRoutes() {
    this.server.use(createSessionMiddleware());
    this.server.get('/', (req, res) => res.send('hello'));
  }

  start(callback) {
    this.server.listen(8080, () => callback(8080));
  }
}

module.exports = Api;
