import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Client, newPassword, newPerson } from './client.ts';
import type { Act } from './driver.ts';
import { SUBJECTS, sharedMailedSite } from './mailed-site.ts';
import { oneVariant, testRecord } from './site.ts';

const OVER = 410;

describe.each(oneVariant())('%s', (variant) => {
  const shared = sharedMailedSite(variant);

  /** Asks for a link to another address, and takes it out of the mail to that address. */
  async function askForAddress(client: Client, email = newPerson().email) {
    const { acts, done } = shared.site.driver;
    const ask = async () => {
      expect((await client.send(acts.askForAddress(email))).status).toBe(done.askForAddress);
    };
    const token = await shared.tokenAfter(ask, email, SUBJECTS.change);
    return { email, act: acts.changeAddress(token) };
  }

  /** Sends the same from two browsers that nobody is signed in with, at once. */
  async function sendTwice(act: Act): Promise<number[]> {
    const send = async () => (await shared.site.client().send(act)).status;
    return Promise.all([send(), send()]);
  }

  const logIn = async (client: Client, email = client.email) =>
    (await shared.site.client({ ...client, email }).logIn(client.password)).status;

  test('a new user gets a link, which confirms the address once, in whatever browser', async () => {
    const { site, tokenFor } = shared;
    const { acts, done } = site.driver;
    const client = await site.registered();
    const act = acts.confirm(await tokenFor(client.email, SUBJECTS.confirm));
    const find = () => site.users.findOne({ email: client.email });
    expect(await find()).not.toHaveProperty('confirmedAt');
    expect((await sendTwice(act)).sort()).toEqual([done.confirm, OVER]);
    expect(await find()).toMatchObject({ confirmedAt: expect.any(Date), version: 1 });
    expect(await client.isSignedIn()).toBe(true);
    expect((await client.send(acts.askForConfirmation())).status).toBe(
      variant.startsWith('auth') ? 422 : 409,
    );
  });

  test('the link is sent again to who asks for it, and ends the one before', async () => {
    const { site, tokenFor, tokenAfter } = shared;
    const { acts, done } = site.driver;
    const client = await site.registered();
    const first = await tokenFor(client.email, SUBJECTS.confirm);
    const ask = async () => {
      expect((await client.send(acts.askForConfirmation())).status).toBe(done.askForConfirmation);
    };
    const second = await tokenAfter(ask, client.email, SUBJECTS.confirm);
    expect((await site.client().send(acts.confirm(first))).status).toBe(OVER);
    expect((await site.client().send(acts.confirm(second))).status).toBe(done.confirm);
  });

  test('a changed address ends all other sessions and links, and the old one is told twice', async () => {
    const { site, mails, forgotten } = shared;
    const { acts, done } = site.driver;
    const client = await site.registered();
    const other = await site.another(client);
    const reset = await forgotten(client);
    const { cookie } = client;
    const { email, act } = await askForAddress(client);
    expect([await logIn(client, email), await logIn(client)]).toEqual([401, done.logIn]);
    expect((await client.send(act)).status).toBe(done.changeAddress);
    // The session of this browser goes on under a new id.
    expect(await client.whoAmI()).toBe(email);
    expect(client.cookie).not.toBe(cookie);
    expect(await site.isSignedIn(client, cookie)).toBe(false);
    expect(await other.isSignedIn()).toBe(false);
    expect([await logIn(client, email), await logIn(client)]).toEqual([done.logIn, 401]);
    expect((await site.client().send(acts.reset(reset, newPassword()))).status).toBe(OVER);
    expect((await site.client().send(act)).status).toBe(OVER);
    const user = await site.users.findOne({ email });
    expect(user).toMatchObject({ confirmedAt: expect.any(Date) });
    for (const subject of [SUBJECTS.changeAsked, SUBJECTS.changeDone]) {
      const warning = await mails.mailTo(client.email, subject);
      expect(warning.text).not.toMatch(/https?:/);
      expect(warning.text).toMatch(/ UTC, with .+, from the network address 10\./);
    }
  });

  test('of a link that is used twice at once one use wins', async () => {
    const client = await shared.site.registered();
    const { act, email } = await askForAddress(client);
    const { done } = shared.site.driver;
    expect((await sendTwice(act)).sort()).toEqual([done.changeAddress, OVER]);
    // Whoever opens it elsewhere is not signed in by it, and the browser that asked for it no longer.
    expect(await client.whoAmI()).toBeUndefined();
    expect(await logIn(client, email)).toBe(done.logIn);
  });

  test('who asks for an address that somebody has learns nothing; the owner of its mailbox does', async () => {
    const { site } = shared;
    const { done } = site.driver;
    const taken = await site.registered();
    const client = await site.registered();
    const { act } = await askForAddress(client, taken.email);
    const answer = await site.client().send(act);
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('There is an account with this address.');
    expect([await logIn(client), await logIn(taken)]).toEqual([done.logIn, done.logIn]);
  });

  test('of two users who ask for one address it is the first to prove it whose it is', async () => {
    const { site } = shared;
    const { done } = site.driver;
    const [one, other] = [await site.registered(), await site.registered()];
    const first = await askForAddress(one);
    const second = await askForAddress(other, first.email);
    expect((await one.send(first.act)).status).toBe(done.changeAddress);
    expect((await other.send(second.act)).status).toBe(409);
    expect([await logIn(one, first.email), await logIn(other)]).toEqual([done.logIn, done.logIn]);
  });

  test('whoever deletes an account is told by a mail without a link', async () => {
    const { site, mails } = shared;
    const { acts, done } = site.driver;
    const client = await site.registered();
    const reset = await shared.forgotten(client);
    expect((await client.send(acts.deleteAccount())).status).toBe(done.deleteAccount);
    const { text } = await mails.mailTo(client.email, SUBJECTS.deleted);
    expect(text).not.toMatch(/https?:/);
    expect((await site.client().send(acts.reset(reset, newPassword()))).status).toBe(OVER);
  });

  test('nothing is written of, or to, somebody who has left before a mail is begun', async () => {
    const { site } = shared;
    const client = await site.registered();
    expect((await client.send(site.driver.acts.deleteAccount())).status).toBe(
      site.driver.done.deleteAccount,
    );
    // A mail is begun within a second.
    await sleep(1_200);
    const tokens = site.db.collection('tokens');
    expect(await tokens.countDocuments({ email: client.email })).toBe(0);
  });

  test('a page whose address has a token in it tells it to nobody', async () => {
    const { site, tokenFor, forgotten } = shared;
    const { acts } = site.driver;
    const client = await site.registered();
    const links = [
      acts.confirm(await tokenFor(client.email, SUBJECTS.confirm)),
      acts.reset(await forgotten(client), newPassword()),
      (await askForAddress(client)).act,
    ];
    for (const act of [...links, acts.reset('used', newPassword())]) {
      const path = site.driver.linkPath(act);
      // Of a JSON API it is a page of the front end.
      if (path === undefined) continue;
      const { status, headers, text } = await site.client().get(path);
      expect(status).toBe(links.includes(act) ? 200 : OVER);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      for (const [, address] of text.matchAll(/(?:src|href|action)="([^"]*)"/g)) {
        expect(address).toMatch(/^(\/|#)/);
      }
    }
  });

  test('the development mailbox is not there in production', async () => {
    for (const path of ['/dev/mail', '/dev/mail/0']) {
      expect((await shared.site.client().get(path)).status).toBe(404);
    }
  });
});

testRecord();
