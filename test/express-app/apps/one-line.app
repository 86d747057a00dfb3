Everything on one line.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
const app = require('express')(); app.get('/', (req, res) => res.send('hello')); app.listen(3000);
+++ index.js
const app = require('express')(); const { createSessionMiddleware } = require('./src/session/index.mjs'); app.use(createSessionMiddleware()); app.get('/', (req, res) => res.send('hello')); app.listen(3000);
