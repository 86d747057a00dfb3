An app that another package makes.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "ultimate-express": "^1.0.0" } }
--- app.js
const express = require('ultimate-express');
const app = express();
app.get('/', (req, res) => res.send('fast'));
app.listen(3000);
=== refused other-framework app.js:1
