import { describe, expect, test } from 'vitest';
import { ownDatabase } from '../../bed/database.ts';
import { ANSWER_LIMIT, OUTAGES } from '../../bed/outage.ts';
import { sample } from '../../bed/sample.ts';
import type { Answer } from '../../bed/visitor.ts';
import type { Client } from './client.ts';
import { oneVariant, ownSite, type Site, testRecord } from './site.ts';

const RECOVERY = { timeout: 30_000 };

function expectUnavailable({ status, headers, took, text }: Answer, what: string) {
  expect(status, what).toBe(503);
  expect(headers.get('retry-after'), what).toMatch(/^[1-9]\d*$/);
  expect(headers.getSetCookie(), what).toEqual([]);
  expect(headers.get('content-security-policy'), what).toContain("frame-ancestors 'none'");
  expect(headers.get('x-content-type-options'), what).toBe('nosniff');
  expect(headers.get('strict-transport-security'), what).toBe('max-age=31536000');
  expect(text, what).not.toMatch(/Mongo|127\.0\.0\.1/);
  expect(took, what).toBeLessThan(ANSWER_LIMIT);
}

/** All at once: each of them is answered in time, and the process lives. */
async function expectOutage(site: Site, client: Client, token: string) {
  const stranger = site.client();
  const [live, ...unavailable] = await Promise.all([
    stranger.get('/livez'),
    stranger.get('/readyz'),
    client.get(site.driver.home),
    client.get(site.driver.signedInOnly),
    client.logOut({ token }),
    client.send(site.driver.acts.changePassword(client.password, client.password), { token }),
    site.client(client).logIn(),
    stranger.register(),
  ]);
  expect(live.status).toBe(200);
  const names = ['readyz', 'home', 'signed in', 'logout', 'password', 'login', 'register'];
  for (const [index, answer] of unavailable.entries()) {
    expectUnavailable(answer, `${site.variant}: ${names[index]}`);
  }
}

async function expectRecovery(site: Site, client: Client) {
  const ready = async () => (await site.client().get('/readyz')).status;
  await expect.poll(ready, RECOVERY).toBe(200);
  const home = async () => (await client.get(site.driver.signedInOnly)).status;
  await expect.poll(home, RECOVERY).toBe(200);
  expect(await client.isSignedIn()).toBe(true);
  expect((await site.client(client).logIn()).status).toBe(site.driver.done.logIn);
  expect(site.app.process.exitCode).toBeNull();
  expect(site.app.output()).not.toMatch(/uncaught|unhandled/i);
}

const APPS = oneVariant();

/** All of these against the same server, each in a database of its own. */
function sitesOf(uri: string): Promise<Site[]> {
  return Promise.all(
    APPS.map((variant) => {
      const own = new URL(uri);
      own.pathname += `-${variant}`;
      return ownSite(variant, { MONGODB_URI: own.href });
    }),
  );
}

describe('while MongoDB is away', () => {
  for (const [name, open] of sample('kinds of outages', Object.entries(OUTAGES), 2)) {
    test(`(${name}) every request is 503 in time, and everybody is signed in afterwards`, async () => {
      const { uri, begin, end } = await open();
      const visits = await Promise.all(
        (await sitesOf(uri)).map(async (site) => {
          const client = await site.registered();
          return { site, client, token: (await client.token()) ?? '' };
        }),
      );
      await begin();
      const outages = () =>
        visits.map(({ site, client, token }) => expectOutage(site, client, token));
      await Promise.all(outages());
      // Once the apps have noticed, and while it goes on.
      for (const { site } of visits) {
        await expect.poll(site.app.output, RECOVERY).toContain('out of reach');
      }
      await Promise.all(outages());
      await end();
      for (const { site, client } of visits) await expectRecovery(site, client);
    });
  }

  test('(absent at the start) requests are 503 in time, and the app works once MongoDB is there', async () => {
    const database = await ownDatabase({ started: false });
    const sites = await sitesOf(database.uri);
    const clients = sites.map((site) => site.client());
    for (const [index, site] of sites.entries()) {
      const client = clients[index] as Client;
      await expect.poll(site.app.output, RECOVERY).toContain('not reachable yet');
      const [live, ...unavailable] = await Promise.all([
        client.get('/livez'),
        client.get('/readyz'),
        client.get(site.driver.home),
        client.get(site.driver.signedInOnly),
        client.register(),
        site.client().logIn(),
      ]);
      expect(live.status).toBe(200);
      for (const answer of unavailable) expectUnavailable(answer, site.variant);
    }
    await database.start();
    for (const [index, site] of sites.entries()) {
      const client = clients[index] as Client;
      const register = async () => (await client.register()).status;
      await expect.poll(register, RECOVERY).toBe(site.driver.done.register);
      await expectRecovery(site, client);
      const indexes = async () => {
        const found = await Promise.all(
          ['sessions', 'users', 'attempts'].map((name) =>
            site.db
              .collection(name)
              .indexes()
              .catch(() => []),
          ),
        );
        return found.flat().map(({ key }) => Object.keys(key).join());
      };
      const wanted = ['expires', 'session.userId,lastSeenAt', 'email'];
      await expect.poll(indexes, RECOVERY).toEqual(expect.arrayContaining(wanted));
      expect((await site.client().get('/readyz')).json()).toEqual({ ok: true });
    }
  });
});

test('a connection that nobody gets in time is an outage to every operation, and no fault', async () => {
  const { uri } = await ownDatabase();
  const [variant = 'auth-javascript'] = APPS;
  const site = await ownSite(variant, {
    MONGODB_URI: `${uri}?maxPoolSize=2&waitQueueTimeoutMS=150`,
  });
  const guesses = Array.from({ length: 150 }, () => site.client().logIn());
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  expect(statuses).toContain(503);
  expect(statuses).not.toContain(500);
  // What counts the guesses is written in bulk.
  expect(site.app.output()).toMatch(/MongoWaitQueueTimeoutError/);
  expect(site.app.output()).not.toMatch(/the database refused/);
});

testRecord();
