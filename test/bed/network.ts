import { connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { ownDatabaseUri } from './app.ts';
import { freePort } from './database.ts';

/** A way to the shared database, with a database of the test's own, which the test can interrupt. */
export interface Network {
  uri: string;
  /** How many connections to the database are open. */
  connections(): number;
  /** Nothing listens any more, and open connections break. */
  refuse(): Promise<void>;
  /** A black hole: connections stay open, new ones are accepted, and nothing is ever answered. */
  swallow(): Promise<void>;
  /** Works as it should, with new connections. */
  forward(): Promise<void>;
}

/** Opens a way to the shared database. It works unless told otherwise, and ends with the test. */
export async function openNetwork({ open = true } = {}): Promise<Network> {
  const uri = new URL(ownDatabaseUri());
  const target = { host: uri.hostname, port: Number(uri.port || 27017) };
  const port = await freePort();
  uri.host = `127.0.0.1:${port}`;
  uri.searchParams.set('directConnection', 'true');

  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  };
  const listen = async (onConnection: (socket: Socket) => void) => {
    const listening = createServer(onConnection).listen(port, '127.0.0.1');
    await new Promise((resolve) => listening.once('listening', resolve));
    server = listening;
  };
  const close = async () => {
    const closed = new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    for (const socket of sockets) socket.destroy();
    await closed;
    server = undefined;
  };
  const forward = async () => {
    await close();
    await listen((socket) => {
      const upstream = connect(target);
      keep(socket);
      keep(upstream);
      socket.pipe(upstream).pipe(socket);
      socket.on('close', () => upstream.destroy());
      upstream.on('close', () => socket.destroy());
    });
  };
  const swallow = async () => {
    for (const socket of sockets) socket.unpipe().pause();
    server?.removeAllListeners('connection').on('connection', keep);
    if (!server) await listen(keep);
  };
  onTestFinished(close);
  if (open) await forward();
  const connections = () => sockets.size / 2;
  return { uri: uri.href, connections, refuse: close, swallow, forward };
}
