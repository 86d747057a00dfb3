import { describe, expect, test } from 'vitest';
import { type Command, watchCommands } from '../../bed/commands.ts';
import type { Answer } from '../../bed/visitor.ts';
import { Client, newPerson } from './client.ts';
import { documentIdOf } from './record.ts';
import { oneVariant, ownSite, testRecord } from './site.ts';

const PATIENCE = { timeout: 40_000 };

/** People who go on and on, until they are told to stop. */
function startLoad(visits: (() => Promise<Answer>)[]) {
  const answers: number[] = [];
  let running = true;
  const goOn = async (visit: () => Promise<Answer>) => {
    while (running) {
      // A process that was killed breaks its connections: that is nobody's fault.
      await visit().then(
        ({ status }) => answers.push(status),
        () => undefined,
      );
    }
  };
  const ended = Promise.all(visits.map(goOn));
  return {
    answers,
    stop: async () => {
      running = false;
      await ended;
    },
  };
}

/** How long the drain takes: this process is not ready, and still takes requests. */
const DRAIN = 5_000;
/** After that, connections that are still open are cut, whatever runs on them. */
const LONGEST_STOP = 10_000;

const changesPassword = ({ name, collection }: Command) =>
  name === 'findAndModify' && collection === 'users';

describe.each(oneVariant())('%s', (variant) => {
  test('a kill -9 of one of several processes under load leaves everyone signed in', async () => {
    const first = await ownSite(variant);
    const second = await ownSite(variant, first.env);
    const sites = [first, second];
    const { driver } = first;
    let turn = 0;
    const url = () => (sites[turn++ % sites.length] ?? second).url;
    const clients = Array.from(
      { length: 6 },
      () => new Client({ url, driver, person: newPerson(), cookie: '' }),
    );
    for (const client of clients)
      expect((await client.register()).status).toBe(driver.done.register);

    const load = startLoad(clients.map((client) => () => client.get(driver.signedInOnly)));
    await expect.poll(() => load.answers.length, PATIENCE).toBeGreaterThan(60);
    await first.app.end('SIGKILL');
    const served = load.answers.length;
    await expect.poll(() => load.answers.length, PATIENCE).toBeGreaterThan(served + 30);
    await load.stop();
    expect(load.answers.filter((status) => status !== 200)).toEqual([]);

    sites[0] = await ownSite(variant, first.env);
    for (const client of clients) {
      for (const _process of sites) expect(await client.isSignedIn()).toBe(true);
    }
  });

  test('SIGTERM under load: not ready at once, and what runs is finished and stored', async () => {
    const watch = await watchCommands();
    const site = await ownSite(variant, { MONGODB_URI: watch.uri });
    const { driver } = site;
    const client = await site.registered();
    const others = [await site.registered(), await site.registered()];
    const late = await site.registered();
    const hold = watch.hold(changesPassword);
    const running = client.changePassword();
    await expect.poll(hold.count, PATIENCE).toBe(1);
    const load = startLoad(others.map((other) => () => other.get(driver.signedInOnly)));

    const start = performance.now();
    const ended = site.app.end('SIGTERM');
    const probe = site.client();
    await expect.poll(async () => (await probe.get('/readyz')).status, PATIENCE).toBe(503);
    expect((await probe.get('/livez')).status).toBe(200);
    // During the drain requests are answered as ever: the load balancer has not yet seen the 503.
    const served = load.answers.length;
    await expect.poll(() => load.answers.length, PATIENCE).toBeGreaterThan(served + 10);
    hold.release();
    expect((await running).status).toBe(driver.done.changePassword);

    // A request that begins just before the end of the drain is answered after it.
    const drained = () => performance.now() - start;
    await expect.poll(drained, { ...PATIENCE, interval: 20 }).toBeGreaterThan(DRAIN - 800);
    const holdLate = watch.hold(({ body }) => body.filter?._id === documentIdOf(late.cookie));
    const lateAnswer = late.get(driver.signedInOnly);
    const isTaken = () => probe.get('/livez').then(Boolean, () => false);
    await expect.poll(isTaken, PATIENCE).toBe(false);
    expect(holdLate.count()).toBe(1);
    holdLate.release();
    expect((await lateAnswer).status).toBe(200);

    // Those who go on sending requests do not keep it from its end.
    expect(await ended).toBe(0);
    expect(drained()).toBeLessThan(DRAIN + LONGEST_STOP);
    await load.stop();
    expect(load.answers.filter((status) => status !== 200)).toEqual([]);
    const next = await ownSite(variant, site.env);
    for (const { cookie, email, password } of [client, ...others]) {
      expect(await next.isSignedIn({ email, password }, cookie)).toBe(true);
    }
  });
});

testRecord();
