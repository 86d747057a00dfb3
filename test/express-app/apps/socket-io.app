A server of sockets beside the app.
--- package.json
{ "type": "module", "scripts": { "start": "node index.js" }, "dependencies": { "express": "^4.18.2" } }
--- index.js
import express from 'express';
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const app = express();
const server = createServer(app);
const io = new Server(server);

app.get('/', (req, res) => {
  res.sendFile('index.html');
});

io.on('connection', (socket) => {
  socket.emit('hello');
});

server.listen(3000);
+++ index.js
import express from 'express';
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { createSessionMiddleware } from './src/session/index.mjs';

const app = express();
const server = createServer(app);
const io = new Server(server);

app.use(createSessionMiddleware());
app.get('/', (req, res) => {
  res.sendFile('index.html');
});

io.on('connection', (socket) => {
  socket.emit('hello');
});

server.listen(3000);
