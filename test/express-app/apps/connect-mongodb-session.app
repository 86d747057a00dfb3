The store is there already.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
const express = require('express');
const session = require('express-session');
const MongoDBStore = require('connect-mongodb-session')(session);

const app = express();
const store = new MongoDBStore({ uri: process.env.MONGODB_URI, collection: 'sessions' });

app.use(session({ secret: 'my secret', resave: false, saveUninitialized: false, store: store }));
app.listen(3000);
=== nothing
