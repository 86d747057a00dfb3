import { describe, expect, test } from 'vitest';
import { watchCommands } from '../bed/commands.ts';
import { ANSWER_LIMIT } from '../bed/outage.ts';
import { oneTemplate, signedInWithRoutes } from './owned-app.ts';

// Each step is in time, and there are many.
const ROUTES = `
  app.get('/steps', async (req, res) => {
    for (let step = 0; step < 8; step += 1) await answer(store.db.command({ ping: 1 }));
    res.json({ done: true });
  });
  app.get('/waits', async (req, res) => {
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    req.session.flash = 'stored';
    res.json({ done: true });
  });
  app.get('/reads', (req, res) => { res.json({ flash: req.session.flash ?? null }); });
`;

describe.each(oneTemplate())('%s', (name) => {
  test('a request waits for the database 5 s in all, however many steps it has', async () => {
    const watch = await watchCommands();
    const { visitor } = await signedInWithRoutes(name, ROUTES, { MONGODB_URI: watch.uri });
    watch.delay(1_200);
    const { status, took } = await visitor.get('/steps');
    expect(status).toBe(503);
    expect(took).toBeLessThan(ANSWER_LIMIT + 300);
  });

  test('what a route waits for elsewhere does not count', async () => {
    const { visitor } = await signedInWithRoutes(name, ROUTES);
    expect((await visitor.get('/waits')).status).toBe(200);
    expect((await visitor.get('/reads')).json()).toEqual({ flash: 'stored' });
  });
});
