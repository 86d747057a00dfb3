import { describe, expect, test } from 'vitest';
import { type Language, ownDatabaseUri, startApp } from '../bed/app.ts';
import { ownDatabase } from '../bed/database.ts';
import { sample } from '../bed/sample.ts';
import { Visitor } from '../bed/visitor.ts';

const LANGUAGES: Language[] = ['typescript', 'javascript'];

describe.each(sample('languages of minimal', LANGUAGES, 1))('the minimal app in %s', (language) => {
  test('keeps a sign-in and a counter over a kill -9 of the app', async () => {
    const env = { MONGODB_URI: ownDatabaseUri() };
    let app = await startApp(language, env);
    const visitor = new Visitor(() => app.url);
    await visitor.post('/login', { name: 'Ann' });
    await visitor.get('/');
    await app.end('SIGKILL');
    app = await startApp(language, env);
    const { visits, user } = (await visitor.get('/')).json();
    expect({ visits, user }).toEqual({ visits: 2, user: { name: 'Ann' } });
  });
});

test('keeps a sign-in over a kill -9 of the database', async () => {
  const database = await ownDatabase();
  const app = await startApp('javascript', { MONGODB_URI: database.uri });
  const visitor = new Visitor(() => app.url);
  await visitor.post('/login', { name: 'Ann' });
  await database.kill();
  expect((await visitor.get('/')).status).toBe(503);
  await database.start();
  await expect.poll(async () => (await visitor.get('/')).status, { timeout: 15_000 }).toBe(200);
  expect((await visitor.get('/')).json()).toMatchObject({ isLoggedIn: true });
});
