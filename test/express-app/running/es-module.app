One file, an ES module without semicolons.
--- package.json
{
  "name": "their-app",
  "scripts": {
    "start": "node server.mjs"
  },
  "dependencies": {
    "express": "^5.1.0"
  }
}
--- server.mjs
import express from 'express'

const app = express()

app.get('/hello', (req, res) => res.send('hello'))
app.get('/count', (req, res) => {
  const count = req.session ? (req.session.count = (req.session.count ?? 0) + 1) : null
  res.json({ count })
})

app.listen(process.env.PORT)
