The session is set up in a file that is given the app.
--- package.json
{
  "name": "their-app",
  "scripts": {
    "start": "node server.js"
  },
  "dependencies": {
    "express": "^5.1.0",
    "express-session": "^1.18.0"
  }
}
--- server.js
const express = require('express');

const app = express();
require('./config/express')(app);
require('./config/routes')(app);
app.listen(process.env.PORT);
--- config/express.js
const session = require('express-session');

module.exports = function (app) {
  app.use(session({
    secret: 'boilerplate',
    resave: false,
    saveUninitialized: false
  }));
};
--- config/routes.js
module.exports = function (app) {
  app.get('/hello', (req, res) => res.send('hello'));
  app.get('/count', (req, res) => {
    req.session.count = (req.session.count ?? 0) + 1;
    res.json({ count: req.session.count });
  });
};
