A program that is no Express app.
--- package.json
{ "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
console.log('hello');
=== refused no-app
