import { describe, expect, test } from 'vitest';
import type { Client } from './client.ts';
import { documentIdOf, idOf } from './record.ts';
import { oneVariant, type Site, sharedSite, testRecord } from './site.ts';

describe.each(oneVariant())('%s', (variant) => {
  const site = sharedSite(variant);
  const { driver } = site;

  test('8. a logout ends the session in the database and in the browser, by no GET', async () => {
    const client = await site.registered();
    const { cookie } = client;
    for (const path of ['/logout', driver.acts.logOut().path]) {
      for (const method of ['GET', 'HEAD']) await client.request(path, { method });
    }
    expect(await client.isSignedIn()).toBe(true);

    const { status, headers } = await client.logOut();
    expect(status).toBe(driver.done.logOut);
    // It takes browsers seconds, and no page may be kept anyway.
    expect(headers.get('clear-site-data')).toBeNull();
    expect(client.cookie).toBe('');
    expect(await site.isStored(cookie)).toBe(false);
    expect(await site.isSignedIn(client, cookie)).toBe(false);
  });

  test('9. a user who is disabled or deleted is signed out by the next request of every session', async () => {
    const ways = {
      disabled: (email: string) =>
        site.users.updateOne({ email }, { $set: { disabledAt: new Date() } }),
      deleted: (email: string) => site.users.deleteOne({ email }),
    };
    for (const [way, end] of Object.entries(ways)) {
      const client = await site.registered();
      const other = await site.another(client);
      await end(client.email);
      for (const browser of [client, other]) {
        const { cookie } = browser;
        const answer = await browser.get(driver.signedInOnly);
        expect(answer.status, way).toBe(driver.signedOutStatus);
        expect(answer.text, way).not.toContain(client.email);
        expect(await site.isStored(cookie), way).toBe(false);
        expect(browser.cookie, way).toBe('');
      }
      expect((await site.client(client).logIn()).status, way).toBe(401);
    }
  });

  test('10. a changed password ends every other session, and the old password with them', async () => {
    const client = await site.registered();
    const others = [await site.another(client), await site.another(client)];
    const stranger = await site.registered();
    const old = client.password;
    expect((await client.changePassword()).status).toBe(driver.done.changePassword);
    expect(await client.isSignedIn()).toBe(true);
    for (const { cookie } of others) {
      expect(await site.isStored(cookie)).toBe(false);
      expect(await site.isSignedIn(client, cookie)).toBe(false);
    }
    expect(await stranger.isSignedIn()).toBe(true);
    expect((await site.client(client).logIn(old)).status).toBe(401);
    expect((await site.client(client).logIn()).status).toBe(driver.done.logIn);
  });

  test('10. a session of an older password ends with its next request', async () => {
    const client = await site.registered();
    const { cookie } = client;
    await site.users.updateOne({ email: client.email }, { $inc: { version: 1 } });
    expect(await client.isSignedIn()).toBe(false);
    expect(await site.isStored(cookie)).toBe(false);
  });

  test('11. whoever is signed in is offered to log out', async () => {
    const client = await site.registered();
    for (const offer of await logoutOffers(site, client)) {
      expect(offer.text, offer.where).toMatch(
        /<form method="post" action="\/logout">\s*<input type="hidden" name="_csrf"/,
      );
    }
    expect((await client.logOut()).status).toBe(driver.done.logOut);
  });

  test('12. a user sees their own sessions, and which one this is', async () => {
    const client = await site.registered();
    const other = await site.another(client);
    await site.registered();
    const sessions = await client.sessions();
    const ids = [client, other].map(({ cookie }) => documentIdOf(cookie));
    expect(sessions.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(sessions.find(({ current }) => current)).toMatchObject({
      id: ids[0],
      userAgent: client.userAgent,
    });
    expect(sessions.filter(({ current }) => !current)).toMatchObject([
      { id: ids[1], userAgent: other.userAgent },
    ]);
    expect(JSON.stringify(sessions)).not.toContain(idOf(other.cookie));
  });

  test('12. a user ends one session, all others, or this one', async () => {
    const client = await site.registered();
    const [one, two, three] = [
      await site.another(client),
      await site.another(client),
      await site.another(client),
    ];
    expect((await client.revoke(documentIdOf(one.cookie))).status).toBe(driver.done.revoke);
    expect(await one.isSignedIn()).toBe(false);
    expect(await two.isSignedIn()).toBe(true);
    await client.revokeOthers();
    expect(await site.isSignedIn(client, two.cookie)).toBe(false);
    expect(await site.isSignedIn(client, three.cookie)).toBe(false);
    expect(await client.isSignedIn()).toBe(true);

    const { cookie } = client;
    expect((await client.revoke(documentIdOf(cookie))).status).toBe(driver.done.revoke);
    expect(client.cookie).toBe('');
    expect(await site.isStored(cookie)).toBe(false);
  });

  test('12. the session of another user is 404, like one that is not there', async () => {
    const client = await site.registered();
    const victim = await site.registered();
    const ids = [documentIdOf(victim.cookie), 'nothing', '%00', '__proto__'];
    for (const id of ids) expect((await client.revoke(id)).status, id).toBe(404);
    expect(await victim.isSignedIn()).toBe(true);
    expect((await client.sessions()).map(({ current }) => current)).toEqual([true]);
  });

  test('12. one session more than the limit ends the one used least recently', async () => {
    const client = await site.registered();
    const found = await site.sessions.findOne({ _id: documentIdOf(client.cookie) });
    if (!found) throw new Error('the session is not stored');
    const documents = Array.from({ length: 9 }, (_, index) => {
      const lastSeenAt = new Date(Date.now() - (index + 1) * 600_000);
      return { ...found, _id: `${client.email} ${index}`, createdAt: lastSeenAt, lastSeenAt };
    });
    await site.sessions.insertMany(documents);
    expect(await client.sessions()).toHaveLength(10);
    await site.another(client);
    const ids = (await client.sessions()).map(({ id }) => id);
    expect(ids).toHaveLength(10);
    expect(ids).not.toContain(`${client.email} 8`);
    expect(ids).toContain(`${client.email} 7`);
  });

  test('13. a password is changed by whoever knows the current one', async () => {
    const client = await site.registered();
    const before = await site.users.findOne({ email: client.email });
    for (const current of ['', 'not the current password', `${client.password} `]) {
      const answer = await client.changePassword(undefined, current);
      expect(answer.status).toBe(422);
      expect(driver.faultOf(answer, 'current')).toMatch(/current password/);
    }
    expect(await site.users.findOne({ email: client.email })).toEqual(before);
    expect(await client.isSignedIn()).toBe(true);
  });
});

/** Every kind of page that a signed-in user may be shown. The API has none: one call logs out from anywhere. */
async function logoutOffers({ variant }: Site, client: Client) {
  if (variant.startsWith('api')) return [];
  const pages = {
    home: await client.get('/'),
    account: await client.get('/account'),
    'not found': await client.get('/nothing'),
    'not allowed': await client.logOut({ token: 'wrong' }),
    'a refused form': await client.changePassword('short'),
    'a bad request': await client.post('/account/password', new URLSearchParams({ current: '' })),
    'too much': await client.post('/account/password', 'x'.repeat(30_000), {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  };
  return Object.entries(pages).map(([where, { text }]) => ({ where, text }));
}

testRecord();
