An entry that is not there: --entry server.js
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2" } }
--- app.js
const app = require('express')();
app.listen(3000);
=== refused no-app server.js
