import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { watchCommands } from '../bed/commands.ts';
import { oneTemplate, signedInWithRoutes } from './owned-app.ts';

const ROUTES = `
  app.get('/redirects', (req, res) => { req.session.flash = req.path; res.redirect(303, '/reads'); });
  app.get('/streams', (req, res) => { req.session.flash = req.path; res.write('one'); res.end('two'); });
  app.get('/flushes', (req, res) => { req.session.flash = req.path; res.flushHeaders(); res.end('two'); });
  app.get('/heads', (req, res) => { req.session.flash = req.path; res.writeHead(200, { 'x-a': 'b' }); res.end('two'); });
  app.get('/ends-session', (req, res) => { req.session = null; res.redirect(303, '/reads'); });
  app.get('/reads', (req, res) => { res.json({ flash: req.session.flash ?? null, keys: Object.keys(req.session) }); });
`;

describe.each(oneTemplate())('%s', (name) => {
  test('a session that changed is stored before the first byte leaves, whatever route answered', async () => {
    const watch = await watchCommands();
    const { app, visitor } = await signedInWithRoutes(name, ROUTES, { MONGODB_URI: watch.uri });
    for (const path of ['/redirects', '/streams', '/flushes', '/heads']) {
      const hold = watch.hold(
        ({ name, collection }) => name === 'update' && collection === 'sessions',
      );
      const headers = headersOf(app.url + path, visitor.cookie);
      await expect.poll(hold.count).toBe(1);
      const first = await Promise.race([
        headers,
        new Promise((resolve) => setTimeout(resolve, 200)),
      ]);
      expect(first, path).toBeUndefined();
      hold.release();
      await headers;
      const read = (await visitor.get('/reads')).json();
      expect(read.flash, path).toBe(path);
      await visitor.get('/reads');
    }
  });

  test('a session that a route has set to null is gone before the first byte leaves', async () => {
    const watch = await watchCommands();
    const { app, visitor } = await signedInWithRoutes(name, ROUTES, { MONGODB_URI: watch.uri });
    const hold = watch.hold(
      ({ name, collection }) => name === 'delete' && collection === 'sessions',
    );
    const headers = headersOf(`${app.url}/ends-session`, visitor.cookie);
    await expect.poll(hold.count).toBe(1);
    const first = await Promise.race([headers, new Promise((resolve) => setTimeout(resolve, 200))]);
    expect(first).toBeUndefined();
    hold.release();
    expect(await headers).toBe(303);
    const { keys } = (await visitor.get('/reads')).json();
    expect(keys).toEqual(['cookie']);
  });
});

/** The status of an answer as soon as its headers are there. */
function headersOf(url: string, cookie: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { cookie } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once('error', reject);
    sent.end();
  });
}
