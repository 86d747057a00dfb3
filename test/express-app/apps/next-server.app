Next's own server, wrapped.
--- package.json
{ "scripts": { "start": "NODE_ENV=production node server.js" }, "dependencies": { "express": "^4.18.2" } }
--- server.js
const express = require('express');
const next = require('next');

const dev = process.env.NODE_ENV !== 'production';
const app = next({ dev });
const handle = app.getRequestHandler();

app
  .prepare()
  .then(() => {
    const server = express();

    server.get('/p/:id', (req, res) => {
      app.render(req, res, '/post', { title: req.params.id });
    });

    server.get('*', (req, res) => handle(req, res));

    server.listen(3000, (err) => {
      if (err) throw err;
      console.log('> Ready');
    });
  })
  .catch((ex) => {
    console.error(ex.stack);
    process.exit(1);
  });
+++ server.js
const express = require('express');
const next = require('next');
const { createSessionMiddleware } = require('./src/session/index.mjs');

const dev = process.env.NODE_ENV !== 'production';
const app = next({ dev });
const handle = app.getRequestHandler();

app
  .prepare()
  .then(() => {
    const server = express();

    server.use(createSessionMiddleware());
    server.get('/p/:id', (req, res) => {
      app.render(req, res, '/post', { title: req.params.id });
    });

    server.get('*', (req, res) => handle(req, res));

    server.listen(3000, (err) => {
      if (err) throw err;
      console.log('> Ready');
    });
  })
  .catch((ex) => {
    console.error(ex.stack);
    process.exit(1);
  });
