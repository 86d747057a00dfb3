What express-generator makes.
--- package.json
{
  "name": "their-app",
  "scripts": {
    "start": "node ./bin/www"
  },
  "dependencies": {
    "express": "^5.1.0"
  }
}
--- bin/www
#!/usr/bin/env node
var app = require('../app');
var http = require('http');

var server = http.createServer(app);
server.listen(process.env.PORT);
--- app.js
var express = require('express');
var path = require('path');
var countRouter = require('./routes/count');

var app = express();

app.use(express.urlencoded({ extended: false }));
app.use(express.static(path.join(__dirname, 'public')));

app.use('/', countRouter);

app.use(function (req, res) {
  res.status(404).send('not here');
});

module.exports = app;
--- routes/count.js
var express = require('express');
var router = express.Router();

router.get('/hello', function (req, res) {
  res.send('hello');
});

router.get('/count', function (req, res) {
  var count = req.session ? (req.session.count = (req.session.count ?? 0) + 1) : null;
  res.json({ count: count });
});

module.exports = router;
