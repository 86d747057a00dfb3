#!/usr/bin/env node
// In syntax that old Nodes parse: they get a sentence, not a SyntaxError.
var version = process.versions.node.split('.').map(Number);
if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  console.error(
    'create-mongo-session-app needs Node 20.19 or newer; this is ' +
      process.versions.node +
      '. Get a newer one from https://nodejs.org or your version manager.',
  );
  process.exitCode = 2;
} else {
  // From Node 22.8 on, the next run need not compile this again.
  if (module.constructor.enableCompileCache) module.constructor.enableCompileCache();
  require('../dist/cli.cjs');
}
