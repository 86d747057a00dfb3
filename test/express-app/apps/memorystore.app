memorystore is a store of its own, too.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
const session = require('express-session');
const MemoryStore = require('memorystore')(session);
const app = require('express')();
app.use(session({ secret: 'a', store: new MemoryStore({ checkPeriod: 86400000 }) }));
app.listen(3000);
=== refused other-store app.js:4
