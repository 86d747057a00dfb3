import { describe, test } from 'vitest';
import { documentIdOf } from './record.ts';
import { oneVariant, type SessionDocument, sharedSite, testRecord } from './site.ts';

const APPS = oneVariant();

const SECOND = 1_000;
const IDLE = 5 * SECOND;
const ABSOLUTE = 12 * SECOND;
const LIMITS = {
  SESSION_IDLE_MINUTES: String(IDLE / 60_000),
  SESSION_ABSOLUTE_HOURS: String(ABSOLUTE / 3_600_000),
};
const PATIENCE = { timeout: 30_000, interval: 100 };

// All at once: most of the time is spent waiting for sessions to end.
describe.concurrent.each(APPS)('%s', (variant) => {
  const site = sharedSite(variant, LIMITS);
  const documentOf = (cookie: string): Promise<SessionDocument | null> =>
    site.sessions.findOne({ _id: documentIdOf(cookie) });

  test('6. a session ends after the idle limit, even while its document is still there', async ({
    expect,
  }) => {
    // The database would remove the document some time later: here, never.
    await expect
      .poll(() => site.sessions.dropIndex('expires_1').catch(() => null), PATIENCE)
      .toBeTruthy();
    const client = await site.registered();
    const { cookie } = client;
    const expires = (await documentOf(cookie))?.expires.getTime() ?? 0;
    expect(expires - Date.now()).toBeLessThanOrEqual(IDLE);
    await expect.poll(() => Date.now(), PATIENCE).toBeGreaterThan(expires);
    expect(await site.isStored(cookie)).toBe(true);
    expect(await client.isSignedIn()).toBe(false);
    expect((await client.get(site.driver.signedInOnly)).status).toBe(site.driver.signedOutStatus);
  });

  test('6, 7. activity extends a session, and never beyond the absolute limit', async ({
    expect,
  }) => {
    const client = await site.registered();
    const { cookie } = client;
    const began = (await documentOf(cookie))?.createdAt.getTime() ?? 0;
    let lastSeen = began;
    while (await client.isSignedIn()) {
      lastSeen = Date.now();
      expect(lastSeen - began, 'the session does not end').toBeLessThan(ABSOLUTE + IDLE);
      await expect.poll(() => Date.now(), PATIENCE).toBeGreaterThan(lastSeen + IDLE / 10);
    }
    // Longer than without activity, and as long as it may be: what was missing is one pause at the most.
    expect(lastSeen - began).toBeGreaterThan(IDLE);
    expect(Date.now() - began).toBeGreaterThanOrEqual(ABSOLUTE);
    expect(await site.isSignedIn(client, cookie)).toBe(false);
    const { createdAt, expires } = (await documentOf(cookie)) ?? {};
    if (createdAt)
      expect([createdAt.getTime(), expires?.getTime()]).toEqual([began, began + ABSOLUTE]);
  });
});

describe.each(APPS)('%s', (variant) => {
  const HOUR = 3_600 * SECOND;
  const site = sharedSite(variant, { SESSION_ABSOLUTE_HOURS: '8', SESSION_IDLE_MINUTES: '60' });

  test('7. no document lives longer than the absolute limit, whatever it claims', async ({
    expect,
  }) => {
    const client = await site.registered();
    const filter = { _id: documentIdOf(client.cookie) };
    const ago = (milliseconds: number) => new Date(Date.now() - milliseconds);
    const createdAt = ago(7.5 * HOUR);
    await site.sessions.updateOne(filter, { $set: { createdAt, lastSeenAt: ago(0.2 * HOUR) } });
    expect(await client.isSignedIn()).toBe(true);
    const document = await site.sessions.findOne(filter);
    expect(document?.createdAt).toEqual(createdAt);
    expect(document?.expires.getTime()).toBe(createdAt.getTime() + 8 * HOUR);

    const expires = new Date(Date.now() + HOUR);
    await site.sessions.updateOne(filter, { $set: { createdAt: ago(8.01 * HOUR), expires } });
    expect(await client.isSignedIn()).toBe(false);
    expect(await client.sessions().catch(() => 'refused')).toBe('refused');
  });
});

testRecord();
