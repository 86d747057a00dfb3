A file that does not parse.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2" } }
--- app.js
const express = require('express');
const app = express();
app.use('/', require('./routes'));
app.listen(3000);
--- routes.js
const router = require('express').Router();
router.get('/', (req, res) => {
  res.send('never closed';
});
module.exports = router;
=== refused broken-source routes.js:3
