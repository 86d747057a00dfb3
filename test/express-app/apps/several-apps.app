Two apps that both listen.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
const express = require('express');

const site = express();
site.get('/', (req, res) => res.send('site'));
site.listen(3000);

const metrics = express();
metrics.get('/metrics', (req, res) => res.send('1'));
metrics.listen(9090);
=== refused several-apps index.js:3
