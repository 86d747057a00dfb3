An app that is mounted in another one has its sessions from that.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const app = express();
const v1 = express();
v1.get('/', (req, res) => res.json(req.session));
app.use(express.json());
app.use('/v1', v1);
app.listen(3000);
+++ app.js
const express = require('express');
const { createSessionMiddleware } = require('./src/session/index.mjs');
const app = express();
const v1 = express();
v1.get('/', (req, res) => res.json(req.session));
app.use(express.json());
app.use(createSessionMiddleware());
app.use('/v1', v1);
app.listen(3000);
