TypeScript: one middleware for the app and for its sockets, told of its proxy by its own option.
--- package.json
{ "main": "source/index.ts", "scripts": { "start": "node build/index.js", "dev": "nodemon source/index.ts" }, "dependencies": { "express-session": "^1.17.3" } }
--- source/index.ts
import { createServer } from 'http';
import express from 'express';
import cookieParser from 'cookie-parser';
import passport from 'passport';
import { sessionMiddleware } from './session';
import { initSocket } from './socket';

const app = express();
app.use(sessionMiddleware);
app.use(cookieParser('5f3c1c1e-6c2b-4c68-9a4f-4a4e0c4ff6a1'));
app.use(passport.initialize());
app.use(passport.session());
app.post('/api/login', passport.authenticate('local'), (req, res) => {
    res.status(200).json({ name: req.user });
});

const server = createServer(app);
initSocket(server);
server.listen(8000);

export default app;
--- source/session.ts
import session from 'express-session';
import pgSession from 'connect-pg-simple';
const PgStore = pgSession(session);

const sessionMiddleware = session({
    secret: '5f3c1c1e-6c2b-4c68-9a4f-4a4e0c4ff6a1',
    name: 'auth_cookie',
    proxy: true,
    resave: false,
    saveUninitialized: false,
    cookie: {
        httpOnly: true,
        secure: false
    },
    store: new PgStore({ tableName: 'sessions' })
});

export { sessionMiddleware };
--- source/socket.ts
import type { Server as HttpServer } from 'http';
import type { NextFunction, Request, Response } from 'express';
import { Server } from 'socket.io';
import { sessionMiddleware } from './session';

export const initSocket = (server: HttpServer) => {
    const io = new Server(server);
    io.use((socket, next) => {
        sessionMiddleware(socket.request as Request, {} as Response, next as NextFunction);
    });
    io.on('connection', (socket) => {
        const request = socket.request as Request;
        request.session.socketId = socket.id;
        request.session.save();
    });
};
=== secret-in-source source/session.ts:6
=== cookie-not-secure source/session.ts:13
