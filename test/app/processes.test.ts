import { expect, test } from 'vitest';
import { ownDatabaseUri, startApp } from '../bed/app.ts';
import { type Answer, Visitor } from '../bed/visitor.ts';
import { startSite } from './both-stores.ts';

const PATIENCE = { timeout: 20_000 };

/** Visitors who go on and on, until they are told to stop. */
function startLoad(visits: (() => Promise<Answer>)[]) {
  const answers: number[] = [];
  const broken: unknown[] = [];
  let running = true;
  const goOn = async (visit: () => Promise<Answer>) => {
    while (running) {
      await visit().then(
        ({ status }) => answers.push(status),
        (error) => broken.push(error),
      );
    }
  };
  const ended = Promise.all(visits.map(goOn));
  return {
    answers,
    /** What became of requests without an answer. */
    broken,
    stop: async () => {
      running = false;
      await ended;
    },
  };
}

test('a kill -9 of one of several processes under load leaves everyone signed in', async () => {
  const env = { MONGODB_URI: ownDatabaseUri() };
  const apps = await Promise.all([startApp('javascript', env), startApp('javascript', env)]);
  const urls = apps.map(({ url }) => url);
  let turn = 0;
  const next = () => urls[turn++ % urls.length] ?? '';
  const visitors = Array.from({ length: 12 }, () => new Visitor(next));
  for (const visitor of visitors) await visitor.post('/login', { name: 'Ann' });

  const load = startLoad(visitors.map((visitor) => () => visitor.get('/')));
  await expect.poll(() => load.answers.length, PATIENCE).toBeGreaterThan(100);
  await apps[0]?.end('SIGKILL');
  const served = load.answers.length;
  await expect.poll(() => load.answers.length, PATIENCE).toBeGreaterThan(served + 50);
  await load.stop();
  expect(load.answers.filter((status) => status !== 200)).toEqual([]);

  urls[0] = (await startApp('javascript', env)).url;
  for (const visitor of visitors) {
    for (const _process of urls) {
      expect((await visitor.get('/')).json()).toMatchObject({ isLoggedIn: true });
    }
  }
});

test('SIGTERM under load drains: not ready at once, and every request that runs is finished', async () => {
  const MONGODB_URI = ownDatabaseUri();
  const site = await startSite('created', {
    MONGODB_URI,
    NODE_ENV: 'production',
    TRUST_PROXY: '1',
  });
  const headers = { 'x-forwarded-proto': 'https' };
  const visitors = Array.from({ length: 4 }, () => new Visitor(() => site.url));
  for (const visitor of [...visitors, site.visitor]) {
    await visitor.post('/login', { name: 'Ann' }, { headers });
  }
  const hold = { headers: { ...headers, 'x-hold': 'request' } };
  const running = site.visitor.post('/edit', { colour: 'blue' }, hold);
  await site.holding(1);
  const load = startLoad(visitors.map((visitor) => () => visitor.get('/look', { headers })));

  const ended = site.end('SIGTERM');
  const probe = new Visitor(() => site.url);
  const ready = async () => (await probe.get('/readyz')).status;
  await expect.poll(ready, PATIENCE).toBe(503);
  expect((await probe.get('/livez')).status).toBe(200);
  // During the drain requests are answered as ever: the load balancer has not yet seen the 503.
  const served = load.answers.length;
  await expect.poll(() => load.answers.length, PATIENCE).toBeGreaterThan(served + 20);

  expect(load.broken).toEqual([]);

  const listens = () => fetch(`${site.url}/livez`, { headers: { connection: 'close' } });
  await expect
    .poll(
      () =>
        listens().then(
          () => true,
          () => false,
        ),
      PATIENCE,
    )
    .toBe(false);
  site.release();
  expect((await running).json()).toEqual({ edited: true });
  await load.stop();
  expect(load.answers.filter((status) => status !== 200)).toEqual([]);
  expect(await ended).toBe(0);
  const stored = await site.collection.find({ 'session.colour': 'blue' }).toArray();
  expect(stored).toHaveLength(1);
});
