MemoryStore in a variable, a cookie with a lifetime, and every session saved.
--- package.json
{
  "name": "their-app",
  "type": "module",
  "scripts": {
    "start": "node app.js"
  },
  "dependencies": {
    "express": "^5.1.0",
    "express-session": "^1.18.0"
  }
}
--- app.js
import express from 'express';
import session from 'express-session';

const store = new session.MemoryStore();
const app = express();

app.use(
  session({
    name: 'sid',
    secret: 'my secret',
    resave: true,
    saveUninitialized: true,
    cookie: { maxAge: 60_000 },
    store,
  }),
);

app.get('/hello', (req, res) => res.send('hello'));
app.get('/count', (req, res) => {
  req.session.count = (req.session.count ?? 0) + 1;
  res.json({ count: req.session.count });
});

app.listen(process.env.PORT);
