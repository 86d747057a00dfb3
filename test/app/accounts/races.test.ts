import { describe, expect, test } from 'vitest';
import { type Command, type CommandWatch, watchCommands } from '../../bed/commands.ts';
import { type Client, newPassword } from './client.ts';
import { documentIdOf } from './record.ts';
import { oneVariant, ownSite, type Site, testRecord } from './site.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

const isUpdate = (collection: string) => (command: Command) =>
  command.name === 'update' && command.collection === collection;

/** The session that a browser's request stores. */
const storesSessionOf = (client: Client) => (command: Command) =>
  isUpdate('sessions')(command) && JSON.stringify(command.body).includes(client.userAgent);

const changesPassword = ({ name, collection }: Command) =>
  name === 'findAndModify' && collection === 'users';

/** Runs one request until it has reached the database, then others, then lets it go on. */
async function overtake<T>(
  watch: CommandWatch,
  isHeld: (command: Command) => boolean,
  slow: () => Promise<T>,
  meanwhile: () => Promise<unknown>,
): Promise<T> {
  const hold = watch.hold(isHeld);
  const running = slow();
  await expect.poll(hold.count, PATIENCE).toBe(1);
  await meanwhile();
  hold.release();
  return running;
}

describe.each(oneVariant())('%s', (variant) => {
  async function watchedSite(env = {}): Promise<{ watch: CommandWatch; site: Site }> {
    const watch = await watchCommands();
    return { watch, site: await ownSite(variant, { MONGODB_URI: watch.uri, ...env }) };
  }

  test('8. a slow request that a logout overtakes leaves no session behind', async () => {
    const { watch, site } = await watchedSite();
    const client = await site.registered();
    const { cookie } = client;
    const token = await client.token();
    // The next request has to move the idle limit; a page has a message to forget besides, and writes the session.
    const lastSeenAt = new Date(Date.now() - 61_000);
    const change = { lastSeenAt, 'session.flash': 'Hello' };
    await site.sessions.updateOne({ _id: documentIdOf(cookie) }, { $set: change });
    watch.take();
    const slow = site.client(client, cookie);
    const answer = await overtake(
      watch,
      isUpdate('sessions'),
      () => slow.get(site.driver.home),
      () => site.client(client, cookie).logOut(token === undefined ? {} : { token }),
    );
    expect(answer.status).toBe(200);
    expect(await site.sessions.countDocuments()).toBe(0);
    expect(await site.isSignedIn(client, cookie)).toBe(false);
  });

  test('8. requests that overlap a logout leave no session behind', async () => {
    const { site } = await watchedSite();
    const client = await site.registered();
    for (let round = 0; round < 5; round += 1) {
      await client.logIn();
      const { cookie } = client;
      const visits = Array.from({ length: 6 }, () =>
        site.client(client, cookie).get(site.driver.signedInOnly),
      );
      await Promise.all([...visits, client.logOut()]);
      expect(await site.sessions.countDocuments()).toBe(0);
    }
  });

  test('10. a password change that a logout overtakes does not sign in again', async () => {
    const { watch, site } = await watchedSite();
    const client = await site.registered();
    const { cookie } = client;
    const password = newPassword();
    const other = site.client(client, cookie);
    const answer = await overtake(
      watch,
      changesPassword,
      () => client.changePassword(password),
      () => other.logOut(),
    );
    expect(answer.status).toBe(401);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await site.sessions.countDocuments()).toBe(0);
    expect(await site.isSignedIn(client, cookie)).toBe(false);
  });

  test('10. a login begun with the old password does not outlive it', async () => {
    const { watch, site } = await watchedSite();
    const client = await site.registered();
    const slow = site.client(client);
    // Changed in the database, which is quick: a password change of the app hashes twice, and the login would
    // give up on a database that keeps it waiting for so long.
    const { email } = client;
    const login = await overtake(
      watch,
      storesSessionOf(slow),
      () => slow.logIn(),
      () => site.users.updateOne({ email }, { $inc: { version: 1 } }),
    );
    expect(login.status).toBe(site.driver.done.logIn);
    const { cookie } = slow;
    expect(await slow.isSignedIn()).toBe(false);
    expect(await site.isStored(cookie)).toBe(false);
  });

  test('10. of two password changes at once one is done, and the other is told', async () => {
    const { watch, site } = await watchedSite();
    const client = await site.registered();
    const other = await site.another(client);
    const hold = watch.hold(changesPassword);
    const changes = [client.changePassword(), other.changePassword()];
    await expect.poll(hold.count, PATIENCE).toBe(2);
    hold.release();
    const { changePassword: done } = site.driver.done;
    const statuses = (await Promise.all(changes)).map(({ status }) => status);
    const [loser] = statuses.filter((status) => status !== done);
    expect(statuses).toContain(done);
    expect([401, 409, 422]).toContain(loser);
    const signedIn = [await client.isSignedIn(), await other.isSignedIn()];
    expect(signedIn).toEqual(statuses.map((status) => status === done));
  });

  test('12. two logins at the session limit leave exactly as many sessions as allowed', async () => {
    const { watch, site } = await watchedSite({ SESSION_LIMIT: '3' });
    const client = await site.registered();
    await site.another(client);
    await site.another(client);
    const isSurplusLookup = ({ name, collection, body }: Command) =>
      name === 'find' && collection === 'sessions' && 'session.userId' in body.filter;
    for (const held of [1, 2]) {
      const hold = watch.hold(isSurplusLookup);
      const logins = [site.another(client), site.another(client)];
      await expect.poll(hold.count, PATIENCE).toBeGreaterThanOrEqual(held);
      hold.release();
      const newest = await Promise.all(logins);
      expect(await site.sessions.countDocuments()).toBe(3);
      for (const browser of newest) expect(await browser.isSignedIn()).toBe(true);
    }
  });

  test('a login or logout whose save fails is answered 503; a save after the answer is logged', async () => {
    const { watch, site } = await watchedSite();
    const { driver } = site;
    const client = await site.registered();
    const token = (await client.token()) ?? '';
    const other = site.client(client);
    for (const [isHeld, request] of [
      [storesSessionOf(other), () => other.logIn()],
      [({ name }: Command) => name === 'delete', () => client.logOut({ token })],
    ] as const) {
      const hold = watch.hold(isHeld);
      const { status, headers } = await request();
      expect(hold.count()).toBeGreaterThan(0);
      expect(status).toBe(503);
      expect(headers.getSetCookie()).toEqual([]);
      hold.release();
    }

    const seen = await site.registered();
    const lastSeenAt = new Date(Date.now() - 61_000);
    await site.sessions.updateOne({ _id: documentIdOf(seen.cookie) }, { $set: { lastSeenAt } });
    const hold = watch.hold(isUpdate('sessions'));
    expect((await seen.get(driver.home)).status).toBe(200);
    expect(hold.count()).toBe(1);
    await expect.poll(site.app.output, PATIENCE).toMatch(/"level":40.*no database/);
    hold.release();
    expect(await seen.isSignedIn()).toBe(true);
  });
});

testRecord();
