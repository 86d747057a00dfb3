An async main that connects, sets up and listens, in a class with statics.
--- package.json
{ "scripts": { "start": "node src/main.js" }, "dependencies": { "express": "^4.18.2" } }
--- src/main.js
const { Application } = require('./application');

(async () => {
  await Application.start();
})();
--- src/application.js
const express = require('express');
const { connect } = require('./db');

class Application {
  static async start() {
    const application = new Application();
    await application.prepare();
    application.web.listen(3000);
  }

  constructor() {
    this.web = express();
  }

  async prepare() {
    await connect();
    this.web.use(express.json());
    this.setUpRoutes();
  }

  setUpRoutes() {
    this.web.get('/', (req, res) => res.json({}));
  }
}

module.exports = { Application };
--- src/db.js
exports.connect = async () => {};
+++ src/application.js
const express = require('express');
const { connect } = require('./db');
const { createSessionMiddleware } = require('./session/index.mjs');

class Application {
  static async start() {
    const application = new Application();
    await application.prepare();
    application.web.listen(3000);
  }

  constructor() {
    this.web = express();
  }

  async prepare() {
    await connect();
    this.web.use(express.json());
    this.setUpRoutes();
  }

  setUpRoutes() {
    this.web.use(createSessionMiddleware());
    this.web.get('/', (req, res) => res.json({}));
  }
}

module.exports = { Application };
