import { request } from 'node:http';
import { join } from 'node:path';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { appWithRoutes, everyTemplate, signedInWithRoutes } from './owned-app.ts';

describe.each(everyTemplate())('%s', (name) => {
  test("readSession gives an upgrade's request its session, and a stranger's none", async () => {
    const directory = await appWithRoutes(name, '');
    const extension = name.endsWith('typescript') ? 'ts' : 'js';
    const file = join(directory, `src/server.${extension}`);
    const source = await fs.readFile(file, 'utf8');
    await fs.outputFile(
      file,
      `import { sessionReader } from './session/middleware.${extension}';\n${source}
const readSession = sessionReader({ config, secrets: secrets.session, store });
server.on('upgrade', async (req, socket) => {
  const session = await readSession(req);
  const isSignedIn = session.isLoggedIn === true || session.userId !== undefined;
  socket.end('HTTP/1.1 ' + (isSignedIn ? '101 Switching Protocols' : '401 Unauthorized') + '\\r\\n\\r\\n');
});\n`,
    );
    const { app, visitor } = await signedInWithRoutes(name, '', {}, directory);
    expect(await upgrade(app.url, visitor.cookie)).toBe(101);
    expect(await upgrade(app.url, '')).toBe(401);
    expect(await upgrade(app.url, `${visitor.cookie}x`)).toBe(401);
    expect(app.output()).not.toMatch(/error|fail/i);
  });
});

function upgrade(url: string, cookie: string): Promise<number | undefined> {
  const headers = { cookie, connection: 'Upgrade', upgrade: 'websocket' };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/live`, { headers });
    sent.once('upgrade', ({ statusCode }) => resolve(statusCode));
    sent.once('response', ({ statusCode }) => resolve(statusCode));
    sent.once('error', reject).end();
  });
}
