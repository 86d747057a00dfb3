import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ownDatabaseUri, startApp } from '../bed/app.ts';
import { oneTemplate, signedInWithRoutes } from './owned-app.ts';

const WORDS = 'Incorrect API key: sk-canary';
const ROUTES = `
  for (const status of [400, 401, 404, 429, 503]) {
    app.get('/stranger-' + status, () => {
      throw Object.assign(new Error('${WORDS}'), { status, seconds: 7, fields: { email: '${WORDS}' } });
    });
  }
  app.get('/text', () => { throw '${WORDS}'; });
  app.get('/uri', () => { decodeURIComponent('%${WORDS}'); });
  app.get('/own', () => { throw new AppError(503, 'The payment service is away.', { retryAfter: 9 }); });
  app.get('/duplicate', async (req, res) => {
    const things = store.db.collection('things');
    await answer(things.insertOne({ _id: 'canary-id' }));
    await answer(things.insertOne({ _id: 'canary-id' }));
    res.end();
  });
`;

describe.each(oneTemplate())('%s', (name) => {
  test("the words of a stranger's error reach nobody, whatever its status says: it is a 500, and logged", async () => {
    const { app, visitor } = await signedInWithRoutes(name, ROUTES);
    for (const path of [
      'stranger-400',
      'stranger-401',
      'stranger-404',
      'stranger-429',
      'stranger-503',
      'text',
      'uri',
    ]) {
      const answer = await visitor.get(`/${path}`);
      expect(answer.status, path).toBe(500);
      expect(answer.text + JSON.stringify([...answer.headers]), path).not.toMatch(/sk-|API key/);
      expect(answer.headers.get('retry-after'), path).toBeNull();
    }
    await expect.poll(() => app.output().split('a request failed').length).toBeGreaterThan(7);

    const own = await visitor.get('/own');
    expect(own.status).toBe(503);
    expect(own.text).toContain('The payment service is away.');
    expect(own.headers.get('retry-after')).toBe('9');
  });

  test('what the database refuses is a fault of the app, and no outage', async () => {
    const { app, visitor } = await signedInWithRoutes(name, ROUTES);
    const answer = await visitor.get('/duplicate');
    expect(answer.status).toBe(500);
    await expect.poll(app.output).toMatch(/the database refused \(MongoServerError 11000\)/);
    expect(app.output() + answer.text).not.toContain('canary-id');
  });

  test('a target that is no path is 400, and no alarm', async () => {
    const app = await startApp(name, { MONGODB_URI: ownDatabaseUri() });
    for (const line of ['GET *', 'OPTIONS *', 'GET http://', 'GET http:///x']) {
      expect(await statusOf(app.url, line), line).toBe(400);
    }
    expect(await statusOf(app.url, 'GET http://example.com/livez')).toBe(200);
    expect(app.output()).not.toMatch(/fail|error|warn|database/i);
  });
});

/** The status of an answer to a request line that no client would send. */
function statusOf(url: string, line: string): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  return new Promise((resolve, reject) => {
    socket.once('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1])));
    socket.once('error', reject);
  });
}
