import { describe, expect, test } from 'vitest';
import { type Command, watchCommands } from '../../bed/commands.ts';
import { newPassword } from './client.ts';
import { oneVariant, ownSite, sharedSite, testRecord, type Variant } from './site.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

const changesPassword = ({ name, collection }: Command) =>
  name === 'findAndModify' && collection === 'users';

const deletesSession = ({ name, collection, body }: Command) =>
  name === 'delete' && collection === 'sessions' && typeof body.deletes?.[0]?.q._id === 'string';

describe.each(oneVariant())('%s', (variant) => {
  const site = sharedSite(variant);
  const { driver } = site;

  test('10. a password changes while other tabs of the browser ask, and none of them is signed out', async () => {
    const client = await site.registered();
    for (let round = 0; round < 4; round += 1) {
      const { cookie } = client;
      let isChanging = true;
      // A tab shares the cookies of its browser, and takes every cookie that it is told.
      const poll = async () => {
        while (isChanging) await client.get(driver.signedInOnly);
      };
      const tabs = [poll(), poll()];
      const { status } = await client.changePassword();
      isChanging = false;
      await Promise.all(tabs);
      expect(status).toBe(driver.done.changePassword);
      expect(await client.isSignedIn()).toBe(true);
      expect(await site.isSignedIn(client, cookie)).toBe(false);
      expect(await site.isStored(cookie)).toBe(false);
      expect(await client.sessions()).toHaveLength(1);
    }
  });

  test('10. a password change that is sent twice is done, and either answer keeps the browser signed in', async () => {
    const client = await site.registered();
    const twin = site.client(client, client.cookie);
    const password = newPassword();
    const answers = await Promise.all([
      client.changePassword(password),
      twin.changePassword(password),
    ]);
    const { changePassword: done } = driver.done;
    expect(answers.map(({ status }) => status)).toEqual([done, done]);
    expect([await client.isSignedIn(), await twin.isSignedIn()]).toEqual([true, true]);
    expect((await site.client(client).logIn(password)).status).toBe(driver.done.logIn);
  });
});

/** What can race is one file in all four apps. */
const RACED: Variant[] = ['auth-javascript', 'api-typescript'];

describe.each(RACED)('%s', (variant) => {
  test('10. a tab that asks between the change and the new session ends neither, and has no rights', async () => {
    const watch = await watchCommands();
    const site = await ownSite(variant, { MONGODB_URI: watch.uri });
    const client = await site.registered();
    const tab = site.client(client, client.cookie);
    const hold = watch.hold(deletesSession);
    const changing = client.changePassword();
    await expect.poll(hold.count, PATIENCE).toBe(1);
    const answer = await tab.get(site.driver.signedInOnly);
    expect(answer.status).toBe(site.driver.signedOutStatus);
    expect(answer.headers.getSetCookie()).toEqual([]);
    hold.release();
    expect((await changing).status).toBe(site.driver.done.changePassword);
    expect(await client.isSignedIn()).toBe(true);
  });

  test('10. a second sending is not overtaken by what the first one cleans up', async () => {
    const watch = await watchCommands();
    const site = await ownSite(variant, { MONGODB_URI: watch.uri });
    const client = await site.registered();
    const twin = site.client(client, client.cookie);
    const password = newPassword();
    const hold = watch.hold(changesPassword);
    const changes = [client.changePassword(password), twin.changePassword(password)];
    await expect.poll(hold.count, PATIENCE).toBe(2);
    hold.release();
    const { changePassword: done } = site.driver.done;
    expect((await Promise.all(changes)).map(({ status }) => status)).toEqual([done, done]);
    expect([await client.isSignedIn(), await twin.isSignedIn()]).toEqual([true, true]);
  });
});

testRecord();
