import { describe, expect, test } from 'vitest';
import { type Command, type CommandWatch, watchCommands } from '../../bed/commands.ts';
import type { Answer } from '../../bed/visitor.ts';
import { type Client, newPassword } from './client.ts';
import { documentIdOf } from './record.ts';
import { oneVariant, ownSite, type Site, testRecord } from './site.ts';

const PATIENCE = { timeout: 30_000, interval: 100 };

const insertsUser = ({ name, collection }: Command) => name === 'insert' && collection === 'users';

const changesPassword = ({ name, collection }: Command) =>
  name === 'findAndModify' && collection === 'users';

const storesSession = ({ name, collection }: Command) =>
  name === 'update' && collection === 'sessions';

const deletesSession = ({ name, collection }: Command) =>
  name === 'delete' && collection === 'sessions';

/** Sends a request while the database keeps one of its commands waiting, and carries it out too late. */
async function tooLate(
  watch: CommandWatch,
  isHeld: (command: Command) => boolean,
  request: () => Promise<Answer>,
): Promise<Answer> {
  const hold = watch.hold(isHeld);
  const answer = await request();
  expect(hold.count()).toBeGreaterThan(0);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(answer.headers.getSetCookie()).toEqual([]);
  hold.release();
  return answer;
}

describe.each(oneVariant())('%s', (variant) => {
  async function watchedSite(): Promise<{ watch: CommandWatch; site: Site }> {
    const watch = await watchCommands();
    return { watch, site: await ownSite(variant, { MONGODB_URI: watch.uri }) };
  }

  /** Sessions that nobody has the cookie of are gone before long. */
  async function expectSessions(site: Site, clients: Client[]) {
    const stored = async () => (await site.sessions.find().toArray()).map(({ _id }) => _id).sort();
    const held = clients.map(({ cookie }) => documentIdOf(cookie)).sort();
    await expect.poll(stored, PATIENCE).toEqual(held);
  }

  test('a registration that was stored too late can be sent again', async () => {
    const { watch, site } = await watchedSite();
    const client = site.client();
    const answer = await tooLate(watch, insertsUser, () => client.register());
    expect(answer.text).toMatch(/may be registered/);
    const { email } = client;
    await expect.poll(() => site.users.countDocuments({ email }), PATIENCE).toBe(1);
    const stranger = site.client({ email, password: newPassword() });
    expect((await stranger.register()).status).toBe(site.driver.takenStatus);
    expect((await client.register()).status).toBe(site.driver.done.register);
    expect(await client.isSignedIn()).toBe(true);
    expect(await site.users.countDocuments({ email })).toBe(1);
  });

  test('a registration whose session was stored too late says that the account is there', async () => {
    const { watch, site } = await watchedSite();
    const client = site.client();
    const answer = await tooLate(watch, storesSession, () => client.register());
    expect(answer.text).toMatch(/You are registered/);
    await expectSessions(site, []);
    expect((await client.logIn()).status).toBe(site.driver.done.logIn);
    await expectSessions(site, [client]);
  });

  test('a login whose session was stored too late leaves no session behind', async () => {
    const { watch, site } = await watchedSite();
    const client = await site.registered();
    await tooLate(watch, storesSession, () => site.client(client).logIn());
    await expectSessions(site, [client]);
  });

  test('a login stands although the sessions over the limit cannot be looked up', async () => {
    const { watch, site } = await watchedSite();
    const client = await site.registered();
    const hold = watch.hold(
      ({ name, body }) => name === 'find' && body.filter?.['session.userId'] !== undefined,
    );
    expect((await client.logIn()).status).toBe(site.driver.done.logIn);
    expect(hold.count()).toBe(1);
    hold.release();
    expect(await client.isSignedIn()).toBe(true);
  });

  test('a password that was stored too late may be changed, and the answer says so', async () => {
    const { watch, site } = await watchedSite();
    const client = await site.registered();
    const password = newPassword();
    const answer = await tooLate(watch, changesPassword, () => client.changePassword(password));
    expect(answer.text).toMatch(/may be changed/);
    const logIn = async () => (await site.client(client).logIn(password)).status;
    await expect.poll(logIn, PATIENCE).toBe(site.driver.done.logIn);
  });

  test('a password is said to be changed once it is, whatever becomes of the session', async () => {
    for (const isHeld of [storesSession, deletesSession]) {
      const { watch, site } = await watchedSite();
      const client = await site.registered();
      const password = newPassword();
      const answer = await tooLate(watch, isHeld, () => client.changePassword(password));
      expect(answer.text).toMatch(/is changed/);
      const again = site.client(client);
      expect((await again.logIn(password)).status).toBe(site.driver.done.logIn);
      expect((await site.client(client).logIn()).status).toBe(401);
      if (isHeld === storesSession) await expectSessions(site, [again]);
      expect(await client.isSignedIn()).toBe(false);
    }
  });

  test('a logout or a revocation that was carried out too late has ended the session', async () => {
    const { watch, site } = await watchedSite();
    const client = await site.registered();
    const other = await site.another(client);
    await tooLate(watch, deletesSession, () => client.revoke(documentIdOf(other.cookie)));
    await expectSessions(site, [client]);
    const { cookie } = client;
    await tooLate(watch, deletesSession, () => client.logOut());
    await expectSessions(site, []);
    expect(await site.isSignedIn(client, cookie)).toBe(false);
  });
});

testRecord();
