import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, test } from 'vitest';
import { newPassword } from './client.ts';
import { oneVariant, type Site, sharedSite, testRecord } from './site.ts';

/** Guesses at accounts that are not there, each from an address of its own. */
function flood(site: Site, guesses: number) {
  return Array.from({ length: guesses }, () => site.client().logIn(newPassword()));
}

/** A guess whose client goes away without waiting for the answer. */
async function guessAndLeave({ url, driver }: Site, address: string) {
  const { path, method, fields } = driver.acts.logIn('nobody@example.com', newPassword());
  const headers = {
    'content-type': 'application/json',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': address,
  };
  const { body } = driver.encode(fields ?? {}, undefined);
  const isForm = body instanceof URLSearchParams;
  if (isForm) headers['content-type'] = 'application/x-www-form-urlencoded';
  const sent = request(`${url}${path}`, { method, headers });
  sent.on('error', () => {});
  sent.end(isForm ? String(body) : JSON.stringify(body));
  await sleep(150);
  sent.destroy();
}

describe.each(oneVariant())('%s', (variant) => {
  const site = sharedSite(variant, {}, inject('built')[variant]);
  const { driver } = site;

  const failedAddresses = () =>
    site.db
      .collection('attempts')
      .countDocuments({ _id: /^address / as never, failures: { $gt: 0 } });

  test('24. over a short queue the answer is 503 with Retry-After, and who is known goes first', async () => {
    const owner = await site.registered();
    await owner.logOut();
    const before = await failedAddresses();
    const guesses = flood(site, 60);
    await sleep(100);
    // Whoever has logged in from this browser before goes before strangers.
    const login = await owner.logIn();
    const answers = await Promise.all(guesses);
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    for (const { headers, text } of refused) {
      expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      expect(text).toMatch(/too many people/i);
    }
    expect(login.status).toBe(driver.done.logIn);
    const checked = answers.filter(({ status }) => status !== 503);
    expect(new Set(checked.map(({ status }) => status))).toEqual(new Set([401]));
    // What was refused has cost its address nothing.
    expect(await failedAddresses()).toBe(before + checked.length);
  });

  test('24. a client that has left holds no place in the queue', async () => {
    const guesses = Array.from({ length: 12 }, (_, index) => `198.51.100.${index}`);
    await Promise.all(guesses.map((address) => guessAndLeave(site, address)));
    // Until the app has noticed, the queue is full.
    await expect.poll(async () => (await site.client().logIn()).status).toBe(401);
    const compared = () =>
      site.log().filter(({ event, address }) => {
        return event === 'login-failed' && guesses.includes(String(address));
      });
    expect(compared().length).toBeLessThan(guesses.length / 2);
  });
});

testRecord();
