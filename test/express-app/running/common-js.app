One file, CommonJS.
--- package.json
{
  "name": "their-app",
  "scripts": {
    "start": "node app.js"
  },
  "dependencies": {
    "express": "^5.1.0"
  }
}
--- app.js
const express = require('express');

const app = express();
app.use(express.json());

app.get('/hello', (req, res) => res.send('hello'));
app.get('/count', (req, res) => {
  const count = req.session ? (req.session.count = (req.session.count ?? 0) + 1) : null;
  res.json({ count });
});

app.listen(process.env.PORT);
