import { describe, expect, test } from 'vitest';
import { type Client, newPassword } from './client.ts';
import { documentIdOf } from './record.ts';
import { oneVariant, type Site, sharedSite, testRecord } from './site.ts';

const DAY = 24 * 3_600_000;

/** Somebody who has ticked the box. */
async function stayingClient(site: Site): Promise<{ client: Client; cookie: string }> {
  const client = site.client();
  const act = site.driver.acts.register(client.email, client.password);
  const remember = site.variant.startsWith('auth') ? 'on' : true;
  const answer = await client.send({ ...act, fields: { ...act.fields, remember } });
  expect(answer.status, answer.text).toBe(site.driver.done.register);
  const cookie = answer.headers.getSetCookie().find((one) => /session=/.test(one)) ?? '';
  return { client, cookie };
}

describe.each(oneVariant())('%s', (variant) => {
  const site = sharedSite(variant, { SESSION_IDLE_MINUTES: '60', SESSION_ABSOLUTE_HOURS: '8' });
  const find = (client: Client) => site.sessions.findOne({ _id: documentIdOf(client.cookie) });
  const age = (client: Client, days: number, change = {}) =>
    site.sessions.updateOne(
      { _id: documentIdOf(client.cookie) },
      { $set: { createdAt: new Date(Date.now() - days * DAY), ...change } },
    );

  test('who stays signed in has a cookie with a date, and limits of the session in place of the app', async () => {
    const { client, cookie } = await stayingClient(site);
    const date = Date.parse(/; Expires=([^;]+)/.exec(cookie)?.[1] ?? '');
    expect(Math.abs(date - Date.now() - 30 * DAY)).toBeLessThan(120_000);
    expect(cookie).toMatch(/^__Host-session=.*; Path=\/;.*; HttpOnly; Secure; SameSite=Lax$/);
    const stored = await find(client);
    expect(stored?.session).toMatchObject({ idle: 15 * DAY, ends: expect.any(Number) });
    expect(Math.abs(Number(stored?.expires) - Date.now() - 15 * DAY)).toBeLessThan(120_000);
    // Longer than the app's own limits.
    await age(client, 20, { lastSeenAt: new Date(Date.now() - DAY) });
    expect(await client.isSignedIn()).toBe(true);
    expect(await client.sessions()).toHaveLength(1);
    const seen = await find(client);
    expect(Math.abs(Number(seen?.expires) - Date.now() - 15 * DAY)).toBeLessThan(120_000);
  });

  test('who does not has a cookie without a date, and the limits of the app', async () => {
    const client = await site.registered();
    const stored = await find(client);
    expect(stored?.session).not.toHaveProperty('ends');
    await age(client, 1);
    expect(await client.isSignedIn()).toBe(false);
  });

  test('a session that stays ends after half of its time without a request', async () => {
    const { client } = await stayingClient(site);
    await age(client, 16, { expires: new Date(Date.now() - 1) });
    expect(await client.isSignedIn()).toBe(false);
  });

  test('activity does not extend it beyond its end', async () => {
    const { client } = await stayingClient(site);
    const ends = Date.now() + DAY;
    await age(client, 29, { 'session.ends': ends, lastSeenAt: new Date(Date.now() - DAY) });
    expect(await client.isSignedIn()).toBe(true);
    expect((await find(client))?.expires.getTime()).toBe(ends);
    await age(client, 29, { 'session.ends': Date.now() - 1 });
    expect(await client.isSignedIn()).toBe(false);
    expect(await client.sessions().catch(() => 'refused')).toBe('refused');
  });

  test('a changed password keeps the end of the session that it renews', async () => {
    const { client } = await stayingClient(site);
    const before = await find(client);
    expect((await client.changePassword()).status).toBe(site.driver.done.changePassword);
    expect((await find(client))?.session.ends).toBe(before?.session.ends);
  });

  test('a value that is neither true nor false is refused', async () => {
    const client = site.client();
    const { fields, ...act } = site.driver.acts.register(client.email, client.password);
    for (const remember of ['yes', '1', '{}']) {
      const answer = await client.send({ ...act, fields: { ...fields, remember } });
      expect(answer.status).toBe(400);
    }
  });

  const makeOld = (client: Client) =>
    site.sessions.updateOne(
      { _id: documentIdOf(client.cookie) },
      { $set: { 'session.recentAt': Date.now() - 11 * 60_000 } },
    );

  test('what is grave asks for the password again, and a right one is enough', async () => {
    const { acts, done } = site.driver;
    const client = await site.registered();
    await makeOld(client);
    for (const act of [acts.deleteAccount(), acts.askForAddress('ann@example.com')]) {
      const answer = await client.send(act);
      expect(answer.status).toBe(403);
      if (variant.startsWith('api')) expect(answer.json().type).toBe('recent-sign-in-needed');
      else expect(answer.text).toContain('action="/again"');
    }
    expect((await client.send(acts.signInAgain(newPassword()))).status).toBe(422);
    expect((await client.send(acts.deleteAccount())).status).toBe(403);
    expect((await client.send(acts.signInAgain(client.password))).status).toBe(done.signInAgain);
    expect((await client.send(acts.deleteAccount())).status).toBe(done.deleteAccount);
  });

  test('the password is guessed no faster there than at the login', async () => {
    const { acts } = site.driver;
    const client = await site.registered();
    const guess = () => client.send(acts.signInAgain(newPassword()));
    const statuses: number[] = [];
    for (let count = 0; count < 12; count += 1) statuses.push((await guess()).status);
    expect(statuses).toEqual([...Array(10).fill(422), 429, 429]);
    expect((await client.send(acts.signInAgain(client.password))).status).toBe(429);
  });

  test('a deleted account leaves nothing behind, and its address is free', async () => {
    const { acts, done } = site.driver;
    const client = await site.registered();
    const other = await site.another(client);
    await site.client(client).logIn(newPassword());
    await other.send(acts.signInAgain(newPassword()));
    const user = await site.users.findOne({ email: client.email });
    const answer = await client.send(acts.deleteAccount());
    expect(answer.status).toBe(done.deleteAccount);
    expect(client.cookie).toBe('');
    expect(await other.isSignedIn()).toBe(false);
    const { attempts: counts = [], ...left } = await site.contents();
    expect(JSON.stringify(left)).not.toContain(client.email);
    expect(JSON.stringify(left)).not.toContain(String(user?._id));
    expect(
      counts.map(({ _id }) => String(_id)).filter((id) => id.includes(String(user?._id))),
    ).toEqual([]);
    expect((await site.client(client).register()).status).toBe(done.register);
  });
});

testRecord();
