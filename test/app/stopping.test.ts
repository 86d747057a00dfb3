import { connect, type Socket } from 'node:net';
import fs from 'fs-extra';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ownDatabaseUri, type RunningApp, startApp } from '../bed/app.ts';
import { appWithRoutes, oneTemplate } from './owned-app.ts';

const ROUTES = `
  app.get('/stream', (req, res) => { res.write('begun'); });
`;
const WEBSOCKET =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

describe.each(oneTemplate())('%s', (name) => {
  test.each([
    ['production', 10_000],
    ['development', 2_000],
  ])('SIGTERM in %s ends it in %i ms, whatever is open', async (mode, limit) => {
    const directory = await appWithRoutes(name, ROUTES);
    const extension = name.endsWith('typescript') ? 'ts' : 'js';
    await fs.appendFile(
      `${directory}/src/server.${extension}`,
      "\nserver.on('upgrade', (_req, socket) => { socket.write('HTTP/1.1 101 Switching Protocols\\r\\n\\r\\n'); });\n",
    );
    const env = { MONGODB_URI: ownDatabaseUri(), NODE_ENV: mode, TRUST_PROXY: '1' };
    const app = await startApp(name, env, directory);
    const https = 'X-Forwarded-Proto: https\r\n';
    for (let count = 0; count < 50; count += 1) open(app, 'POST /login HTTP/1.1\r\nHost: x\r\n');
    open(app, `POST /login HTTP/1.1\r\nHost: x\r\n${https}Content-Length: 100\r\n\r\n{`);
    await heard(open(app, `GET /stream HTTP/1.1\r\nHost: x\r\n${https}\r\n`));
    await heard(open(app, `GET / HTTP/1.1\r\nHost: x\r\n${WEBSOCKET}\r\n`));
    const begun = performance.now();
    expect(await app.end()).toBe(0);
    expect(performance.now() - begun).toBeLessThan(limit);
  });
});

function open(app: RunningApp, text: string): Socket {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(text);
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}

function heard(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once('data', resolve));
}
