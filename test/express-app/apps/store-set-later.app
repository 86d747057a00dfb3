A store of another package that is set after the options were written.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express-session": "^1.18.0" } }
--- app.js
const express = require('express');
const session = require('express-session');
const app = express();
const options = { secret: 'a' };
options.store = new (require('connect-redis')(session))();
app.use(session(options));
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
=== refused other-store app.js:6
