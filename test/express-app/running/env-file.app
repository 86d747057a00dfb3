Node loads the file, and its name is the owner's.
--- package.json
{
  "name": "their-app",
  "scripts": {
    "start": "node --env-file-if-exists=.env index.js"
  },
  "dependencies": {
    "express": "^5.1.0"
  }
}
--- index.js
const express = require('express');
const app = express();

if (process.env.MONGO_URL) console.log('a database is set');

app.route('/hello').get((req, res) => res.send('hello'));
app.route('/count').get((req, res) => {
  const count = req.session ? (req.session.count = (req.session.count ?? 0) + 1) : null;
  res.json({ count });
});

app.listen(process.env.PORT);
