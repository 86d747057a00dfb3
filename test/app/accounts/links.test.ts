import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Client, newPassword } from './client.ts';
import { SUBJECTS, sharedMailedSite } from './mailed-site.ts';
import { oneVariant, testRecord } from './site.ts';

const OVER = 410;

describe.each(oneVariant())('%s', (variant) => {
  const shared = sharedMailedSite(variant);
  const { forgotten, tokenFor } = {
    forgotten: (client: Client) => shared.forgotten(client),
    tokenFor: (address: string, subject: RegExp) => shared.tokenFor(address, subject),
  };
  const tokens = () => shared.site.db.collection('tokens');
  const reset = (token: unknown, password = newPassword()) =>
    shared.site.client().send(shared.site.driver.acts.reset(token, password));

  test('a forgotten password is set with the link of a mail, and it signs nobody in', async () => {
    const { site, mails } = shared;
    const client = await site.registered();
    const other = await site.another(client);
    const token = await forgotten(client);
    const password = newPassword();
    const visitor = site.client();
    const answer = await visitor.send(site.driver.acts.reset(token, password));
    expect(answer.status).toBe(site.driver.done.reset);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(visitor.cookie).toBe('');
    // Every session has ended, and the old password is worth nothing.
    expect([await client.isSignedIn(), await other.isSignedIn()]).toEqual([false, false]);
    expect((await site.client(client).logIn()).status).toBe(401);
    expect((await site.client(client).logIn(password)).status).toBe(site.driver.done.logIn);
    const warning = await mails.mailTo(client.email, SUBJECTS.passwordChanged);
    expect(warning.text).toMatch(/ UTC, with Browser \w+, from the network address 10\.\d/);
    expect(warning.text).not.toMatch(/https?:/);
    // Whoever got the mail has the address.
    const user = await site.users.findOne({ email: client.email });
    expect(user).toMatchObject({ confirmedAt: expect.any(Date) });
  });

  test('what is stored of a link is a hash, and it is gone once it was used', async () => {
    const { site } = shared;
    const client = await site.registered();
    const token = await forgotten(client);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const digest = createHash('sha256').update(token).digest('base64url');
    const stored = await tokens().findOne({ digest });
    expect(stored).toMatchObject({ purpose: 'reset', email: client.email });
    expect(JSON.stringify(await site.contents())).not.toContain(token);
    const lifetime = Number(stored?.expires) - Date.now();
    expect(lifetime).toBeGreaterThan(3_500_000);
    expect(lifetime).toBeLessThanOrEqual(3_600_000);
    await reset(token);
    expect(await tokens().countDocuments({ digest })).toBe(0);
  });

  test('of a link that is used twice at once one use wins', async () => {
    const { site } = shared;
    const client = await site.registered();
    const token = await forgotten(client);
    const passwords = [newPassword(), newPassword(), newPassword()];
    const answers = await Promise.all(passwords.map((password) => reset(token, password)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === site.driver.done.reset)).toHaveLength(1);
    expect(statuses.filter((status) => status === OVER)).toHaveLength(2);
    const winner = passwords[statuses.indexOf(site.driver.done.reset)] ?? '';
    expect((await site.client(client).logIn(winner)).status).toBe(site.driver.done.logIn);
    expect((await reset(token)).status).toBe(OVER);
  });

  test('a scanner that opens a link again and again uses nothing up', async () => {
    const { site } = shared;
    const client = await site.registered();
    const token = await forgotten(client);
    const password = newPassword();
    const act = site.driver.acts.reset(token, password);
    const path = site.driver.linkPath(act) ?? act.path;
    for (const method of ['GET', 'HEAD']) {
      for (let count = 0; count < 20; count += 1) {
        const answer = await site.client().request(path, { method });
        expect(answer.status).toBe(variant.startsWith('auth') ? 200 : 404);
        expect(answer.headers.getSetCookie()).toEqual([]);
      }
    }
    expect((await reset(token, password)).status).toBe(site.driver.done.reset);
  });

  test('a link that is too old is over, whether or not the database has removed it', async () => {
    const { site } = shared;
    const client = await site.registered();
    const token = await forgotten(client);
    const digest = createHash('sha256').update(token).digest('base64url');
    await tokens().updateOne({ digest }, { $set: { expires: new Date(Date.now() - 1) } });
    const answer = await reset(token);
    expect(answer.status).toBe(OVER);
    expect(answer.text).toMatch(/forgot-password|POST \/api\/password-resets/);
    expect((await site.client(client).logIn()).status).toBe(site.driver.done.logIn);
  });

  test('a new link ends the older one', async () => {
    const client = await shared.site.registered();
    const older = await forgotten(client);
    const newer = await forgotten(client);
    expect(newer).not.toBe(older);
    expect((await reset(older)).status).toBe(OVER);
    expect((await reset(newer)).status).toBe(shared.site.driver.done.reset);
  });

  test('a changed password ends every link, even one that could not be deleted', async () => {
    const { site } = shared;
    const client = await site.registered();
    const token = await forgotten(client);
    const stored = await tokens().find({}).toArray();
    await client.changePassword();
    expect((await reset(token)).status).toBe(OVER);
    for (const document of stored) {
      await tokens().replaceOne({ _id: document._id }, document, { upsert: true });
    }
    expect((await reset(token)).status).toBe(OVER);
    expect(await client.isSignedIn()).toBe(true);
  });

  test('a link does what it is for, and nothing else', async () => {
    const { site } = shared;
    const { acts } = site.driver;
    const client = await site.registered();
    const confirm = await tokenFor(client.email, SUBJECTS.confirm);
    const token = await forgotten(client);
    for (const act of [acts.confirm(token), acts.changeAddress(token)]) {
      expect((await site.client().send(act)).status).toBe(OVER);
    }
    for (const act of [acts.reset(confirm, newPassword()), acts.changeAddress(confirm)]) {
      expect((await site.client().send(act)).status).toBe(OVER);
    }
    expect((await site.client().send(acts.confirm(confirm))).status).toBe(site.driver.done.confirm);
    expect((await reset(token)).status).toBe(site.driver.done.reset);
  });

  test('the link of a user who was deleted or disabled is over', async () => {
    const { site } = shared;
    for (const change of [
      (email: string) => site.users.deleteOne({ email }),
      (email: string) => site.users.updateOne({ email }, { $set: { disabledAt: new Date() } }),
    ]) {
      const client = await site.registered();
      const token = await forgotten(client);
      await change(client.email);
      expect((await reset(token)).status).toBe(OVER);
    }
  });

  test.each([
    ['truncated', (token: string) => token.slice(0, -1)],
    ['prolonged', (token: string) => `${token}A`],
    ['in other letters', (token: string) => token.toLowerCase()],
    ['empty', () => ''],
    ['its own hash', (token: string) => createHash('sha256').update(token).digest('base64url')],
  ])('a token that is %s is over', async (_name, change) => {
    const client = await shared.site.registered();
    const token = await forgotten(client);
    expect((await reset(change(token))).status).toBe(OVER);
    expect((await reset(token)).status).toBe(shared.site.driver.done.reset);
  });

  test('a token that is a list, or an operator, never comes near a query', async () => {
    const { site } = shared;
    const client = await site.registered();
    const token = await forgotten(client);
    const password = newPassword();
    const { path, method } = site.driver.acts.reset(token, password);
    const bodies = variant.startsWith('auth')
      ? [`token=${token}&token=${token}`, `token[$ne]=x`, `token[]=${token}`, '']
      : [[token, token], { $ne: 'x' }, { $gt: '' }, 1, null].map((wrong) =>
          JSON.stringify({ token: wrong, password }),
        );
    for (const body of bodies) {
      const type = variant.startsWith('auth')
        ? 'application/x-www-form-urlencoded'
        : 'application/json';
      const answer = await site.client().request(path, {
        method,
        body: variant.startsWith('auth') ? `${body}&password=${password}` : body,
        headers: { 'content-type': type },
      });
      expect([400, OVER], body).toContain(answer.status);
    }
    if (variant.startsWith('auth')) {
      const answer = await site.client().get(`${path}?token=${token}&token=${token}`);
      expect(answer.status).toBe(OVER);
    }
    expect((await reset(token)).status).toBe(site.driver.done.reset);
  });

  test('a password that is not right leaves the link as it is', async () => {
    const { site } = shared;
    const client = await site.registered();
    const token = await forgotten(client);
    const answer = await reset(token, 'too short');
    expect(answer.status).toBe(422);
    expect(site.driver.faultOf(answer, 'password')).toMatch(/at least 15 characters/);
    expect((await reset(token)).status).toBe(site.driver.done.reset);
  });

  test('a new password forgets the failed logins of the account', async () => {
    const { site } = shared;
    const client = await site.registered();
    const stranger = site.client(client);
    for (let count = 0; count < 7; count += 1) await stranger.logIn(newPassword());
    expect((await stranger.logIn()).status).toBe(429);
    const password = newPassword();
    await reset(await forgotten(client), password);
    expect((await stranger.logIn(password)).status).toBe(site.driver.done.logIn);
  });
});

testRecord();
