A class of the old kind.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
var Server = require('./lib/server');

var server = new Server();
server.init();
server.start();
--- lib/server.js
var express = require('express');

function Server() {
  this.express = express();
}

Server.prototype.init = function () {
  this.express.use(express.json());
  this.express.get('/', function (req, res) {
    res.send('hello');
  });
};

Server.prototype.start = function () {
  this.express.listen(3000);
};

module.exports = Server;
+++ lib/server.js
var express = require('express');
var { createSessionMiddleware } = require('./session/index.mjs');

function Server() {
  this.express = express();
}

Server.prototype.init = function () {
  this.express.use(express.json());
  this.express.use(createSessionMiddleware());
  this.express.get('/', function (req, res) {
    res.send('hello');
  });
};

Server.prototype.start = function () {
  this.express.listen(3000);
};

module.exports = Server;
