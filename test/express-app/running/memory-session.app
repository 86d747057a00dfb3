The session of the tutorial, in memory.
--- package.json
{
  "name": "their-app",
  "scripts": {
    "start": "node app.js"
  },
  "dependencies": {
    "express": "^5.1.0",
    "express-session": "^1.18.0"
  }
}
--- app.js
const express = require('express');
const session = require('express-session');

const app = express();

app.use(session({ secret: 'my secret', resave: false, saveUninitialized: false }));

app.get('/hello', (req, res) => res.send('hello'));
app.get('/count', (req, res) => {
  req.session.count = (req.session.count ?? 0) + 1;
  res.json({ count: req.session.count });
});

app.listen(process.env.PORT);
