import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';
import { MongoClient } from 'mongodb';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ownDatabaseUri, startApp } from '../../bed/app.ts';
import { copyOf } from '../owned-app.ts';
import { apiDriver } from './api-driver.ts';
import { authDriver } from './auth-driver.ts';
import { Client, newPerson } from './client.ts';
import { testRecord } from './site.ts';

/** An app to which its owner has added the route that its README shows. */
async function withRouteOfReadme(name: 'auth-javascript' | 'api-javascript'): Promise<string> {
  const app = await copyOf(name);
  const readme = readFileSync(join(app, 'README.md'), 'utf8');
  const [, route = ''] = /\n```js\n(router\..*?)\n```\n/s.exec(readme) ?? [];
  const source = `import { Router } from 'express';
import { currentUser, signedIn } from './auth/guard.js';

export function noteRoutes(notes) {
  const router = Router();
  ${route}
  router.get('/look', (req, res) => res.json({ user: req.user?.email, cart: req.session.cart }));
  router.get('/fill', (req, res) => {
    req.session.cart = 'full';
    res.json({ user: req.user?.email });
  });
  return router;
}
`;
  await fs.outputFile(join(app, 'src/notes.js'), source);
  const main = readFileSync(join(app, 'src/app.js'), 'utf8');
  const use = "app.use(noteRoutes(store.db.collection('notes')));\n  app.use(notFound);";
  const changed = main.replace('app.use(notFound);', use);
  expect(changed).not.toBe(main);
  await fs.outputFile(
    join(app, 'src/app.js'),
    `import { noteRoutes } from './notes.js';\n${changed}`,
  );
  return app;
}

describe.each([
  ['auth-javascript', authDriver, '/notes', 303],
  ['api-javascript', apiDriver, '/api/notes', 201],
] as const)('%s', (name, driver, path, done) => {
  test('the route that the README shows is for signed-in users, and asks for the token', async () => {
    const directory = await withRouteOfReadme(name);
    const app = await startApp(name, { MONGODB_URI: ownDatabaseUri() }, directory);
    const client = new Client({ url: () => app.url, driver, person: newPerson(), cookie: '' });
    const act = { method: 'POST', path, fields: { text: 'Buy milk.' } } as const;
    expect((await client.send(act)).status).toBe(401);
    expect((await client.register()).status).toBe(driver.done.register);
    expect((await client.send(act, { token: null })).status).toBe(403);
    expect((await client.send(act, { token: 'wrong' })).status).toBe(403);
    expect((await client.send(act)).status).toBe(done);
  });

  test("a route of the owner's finds a fresh session after the guard has signed somebody out", async () => {
    const directory = await withRouteOfReadme(name);
    const uri = ownDatabaseUri();
    const app = await startApp(name, { MONGODB_URI: uri }, directory);
    const database = new MongoClient(uri);
    onTestFinished(() => database.close());
    const users = database.db().collection('users');
    const sessions = database.db().collection('sessions');
    for (const path of ['/look', '/fill']) {
      const client = new Client({ url: () => app.url, driver, person: newPerson(), cookie: '' });
      await client.register();
      await users.deleteOne({ email: client.email });
      const answer = await client.get(path);
      expect([answer.status, answer.json()]).toEqual([200, {}]);
      const cookies = answer.headers.getSetCookie();
      expect(cookies[0]).toMatch(/=; .*Expires=Thu, 01 Jan 1970/);
      // Nobody gets a session for nothing.
      expect(cookies).toHaveLength(path === '/look' ? 1 : 2);
      expect(await sessions.countDocuments()).toBe(path === '/look' ? 0 : 1);
      const cart = path === '/look' ? undefined : 'full';
      expect((await client.get('/look')).json()).toEqual(cart ? { cart } : {});
    }
  });
});

testRecord();
