Without a package.json there is nothing to install into.
--- app.js
const app = require('express')();
app.listen(3000);
=== no package.json
