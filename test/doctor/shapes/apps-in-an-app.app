Two apps are mounted in a third; each has a session of its own, and the settings are read from a folder.
--- package.json
{ "scripts": { "start": "node app.js" }, "dependencies": { "express": "^4.18.2", "express-session": "^1.17.3" } }
--- app.js
const express = require('express');
const init = require('./api/init');

const app = express();
init(app);
app.listen(1337);
--- api/init.js
const express = require('express');
const session = require('express-session');
const config = require('../config');
const admin = require('./admin');

module.exports = (app) => {
  app.enable('trust proxy');
  app.use(express.static('public'));
  app.use('/admin', admin);

  const main = express();
  main.use(session({ ...config.session, store: undefined }));
  main.get('/', (req, res) => res.json(req.session.views));
  app.use('/', main);
  return app;
};
--- api/admin.js
const express = require('express');
const session = require('express-session');
const config = require('../config');

const app = express();
app.use(session({ ...config.session, name: 'admin.sid', resave: false, secret: `${config.session.secret}admin` }));
module.exports = app;
--- config/index.js
const fs = require('fs');
const path = require('path');
const config = {};

fs.readdirSync(__dirname)
  .filter((name) => name !== 'index.js')
  .forEach((name) => {
    config[path.basename(name, '.js')] = require(path.join(__dirname, name));
  });

module.exports = config;
--- config/session.js
module.exports = { secret: process.env.SECRET, resave: true };
=== memory-store api/init.js:12
=== trust-proxy-all api/init.js:7
=== unknown secret-in-source api/admin.js:6
=== unknown weak-secret api/admin.js:6
=== unknown cookie-not-secure api/admin.js:6
=== unknown cookie-readable api/admin.js:6
=== unknown cookie-cross-site api/admin.js:6
=== unknown cookie-domain api/admin.js:6
=== unknown resave api/init.js:12
=== unknown save-uninitialized api/admin.js:6
