A store in production alone: which of the two is meant cannot be told.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
const express = require('express');
const session = require('express-session');
const RedisStore = require('connect-redis')(session);
const app = express();
const store = process.env.NODE_ENV === 'production' ? new RedisStore({}) : undefined;
app.use(session({ secret: 'a', store }));
app.listen(3000);
=== refused unclear-session app.js:6
