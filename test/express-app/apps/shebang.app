A shebang and a directive stay first.
--- package.json
{ "scripts": { "start": "./server.js" } }
--- server.js
#!/usr/bin/env node
'use strict';

require('express')().get('/', (req, res) => res.send('hello')).listen(3000);
+++ server.js
#!/usr/bin/env node
'use strict';
const { createSessionMiddleware } = require('./src/session/index.mjs');

require('express')().use(createSessionMiddleware()).get('/', (req, res) => res.send('hello')).listen(3000);
