The whole app is one chain.
--- package.json
{
  "name": "their-app",
  "type": "module",
  "scripts": {
    "start": "node index.js"
  },
  "dependencies": {
    "express": "^5.1.0"
  }
}
--- index.js
import express from 'express';

express()
  .use(express.json())
  .get('/hello', (req, res) => res.send('hello'))
  .get('/count', (req, res) => {
    const count = req.session ? (req.session.count = (req.session.count ?? 0) + 1) : null;
    res.json({ count });
  })
  .listen(process.env.PORT);
