Who connects again when the connection is lost is followed once.
--- package.json
{ "scripts": { "start": "node server.js" }, "dependencies": { "express": "^4.18.2" } }
--- server.js
const express = require('express');
const mongoose = require('mongoose');
const app = express();

app.get('/', (req, res) => res.send('hello'));
connect();

function listen() {
  app.listen(3000);
}

function connect() {
  mongoose.connection.on('error', console.log).on('disconnected', connect).once('open', listen);
  return mongoose.connect(process.env.MONGODB_URL);
}
+++ server.js
const express = require('express');
const mongoose = require('mongoose');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();

app.use(createSessionMiddleware());
app.get('/', (req, res) => res.send('hello'));
connect();

function listen() {
  app.listen(3000);
}

function connect() {
  mongoose.connection.on('error', console.log).on('disconnected', connect).once('open', listen);
  return mongoose.connect(process.env.MONGODB_URL);
}
