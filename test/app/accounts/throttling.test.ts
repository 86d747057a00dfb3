import { describe, expect, test } from 'vitest';
import type { Answer } from '../../bed/visitor.ts';
import { type Client, newPassword, newPerson } from './client.ts';
import { ownSite, type Site, sharedSite, testRecord, VARIANTS } from './site.ts';

/** At most so long an account has to wait, from wherever it is guessed at. */
const LONGEST_WAIT = 30;
const PATIENCE = { timeout: 40_000, interval: 500 };

const waitOf = ({ headers }: Answer) => Number(headers.get('retry-after'));

/** An attempt that the limits of account and address have refused, which is over only with the quarter of an hour. */
const isBeyondLimit = (answer: Answer) => answer.status === 429 && waitOf(answer) > LONGEST_WAIT;

/** Guesses until the limit is reached. Returns how many guesses counted. */
async function guessUntilLimit(client: Client): Promise<number> {
  for (let guesses = 0; guesses <= 20; guesses += 1) {
    const answer = await client.logIn(newPassword());
    expect([401, 429]).toContain(answer.status);
    if (answer.status === 429) expect(waitOf(answer)).toBeGreaterThan(0);
    if (isBeyondLimit(answer)) return guesses;
  }
  throw new Error('no limit');
}

/** Uses up attempts of an address. Most of them are refused before a password is hashed. */
async function useUp(site: Site, address: string, attempts: number) {
  const client = site.client();
  client.address = address;
  for (let attempt = 0; attempt < attempts; attempt += 1) await client.logIn(newPassword());
}

/** A guess at an account of its own, which only the limit of the address can refuse. */
async function guessFrom(site: Site, address: string): Promise<Answer> {
  const client = site.client(newPerson());
  client.address = address;
  return client.logIn();
}

describe.each(VARIANTS)('%s', (variant) => {
  const site = sharedSite(variant);
  const { driver } = site;

  test('20. ten failures of an account and an address are the limit, and a success clears them', async () => {
    const client = await site.registered();
    const { address } = client;
    const guesser = site.client(client);
    guesser.address = address;
    for (let guess = 0; guess < 5; guess += 1) {
      expect((await guesser.logIn(newPassword())).status).toBe(401);
    }
    expect((await guesser.logIn()).status).toBe(driver.done.logIn);
    await guesser.logOut();
    expect(await guessUntilLimit(guesser)).toBe(10);
    const refused = await guesser.logIn();
    expect(isBeyondLimit(refused)).toBe(true);
    expect(waitOf(refused)).toBeLessThanOrEqual(15 * 60);
    expect(refused.text).toMatch(/too many/i);
    expect(refused.headers.getSetCookie()).toEqual([]);

    // Another account is none the worse for it.
    const neighbour = await site.registered();
    neighbour.address = address;
    expect((await neighbour.logIn()).status).toBe(driver.done.logIn);
  });

  test('20. whoever guesses from elsewhere makes the owner wait for seconds, and locks nobody out', async () => {
    const owner = await site.registered();
    const guess = () => site.client(owner).logIn(newPassword());
    let answer = await guess();
    for (let count = 0; count < 9 && answer.status === 401; count += 1) answer = await guess();
    expect(answer.status).toBe(429);
    expect(waitOf(answer)).toBeLessThanOrEqual(LONGEST_WAIT);
    expect(answer.took).toBeLessThan(1_000 * LONGEST_WAIT);

    const stranger = site.client(owner);
    const refused = await stranger.logIn();
    expect([refused.status, refused.headers.getSetCookie()]).toEqual([429, []]);
    // The session that the owner has goes on.
    expect(await owner.isSignedIn()).toBe(true);
    const logIn = async () => (await stranger.logIn()).status;
    await expect.poll(logIn, PATIENCE).toBe(driver.done.logIn);
  });

  test('20. parallel guesses do not all pass', async () => {
    const { email, password } = await site.registered();
    const guesser = site.client({ email, password });
    await guesser.logIn(newPassword());
    const guesses = Array.from({ length: 20 }, () => guesser.logIn(newPassword()));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    // A guess that the database does not count in time is not checked either.
    expect(statuses.filter((status) => ![401, 429, 503].includes(status))).toEqual([]);
    expect(statuses.filter((status) => status === 401).length).toBeLessThan(10);
    expect(statuses).toContain(429);
  });

  test('20. guesses at the current password of a signed-in browser count as well', async () => {
    const client = await site.registered();
    const { password } = client;
    let answer: Answer;
    let guesses = 0;
    do {
      answer = await client.changePassword(undefined, newPassword());
      guesses += 1;
    } while (answer.status === 422 && guesses < 20);
    expect(answer.status).toBe(429);
    expect(guesses).toBeLessThanOrEqual(10);
    expect(waitOf(answer)).toBeGreaterThan(0);
    expect(client.password).toBe(password);
    expect(await client.isSignedIn()).toBe(true);
  });

  test('20. a hundred failures of an address are the limit, and a /64 of IPv6 is one address', async () => {
    const client = await site.registered();
    client.address = '2001:db8:0:1::1';
    await useUp(site, '2001:0db8:0000:0001:ffff:ffff:ffff:ffff', 95);
    // Successes are given back.
    for (let login = 0; login < 6; login += 1) {
      expect((await client.logIn()).status).toBe(driver.done.logIn);
    }
    await useUp(site, client.address, 5);
    expect(isBeyondLimit(await guessFrom(site, '2001:db8:0:1:a:b:c:d'))).toBe(true);
    // Registrations are counted with them, and are refused as well.
    const registration = site.client();
    registration.address = client.address;
    expect((await registration.register()).status).toBe(429);
    expect(await site.users.countDocuments({ email: registration.email })).toBe(0);
    expect((await guessFrom(site, '2001:db8:0:2::1')).status).toBe(401);
  });

  test('20. a proxy that is not ours tells no address', async () => {
    const client = site.client();
    const { address } = client;
    for (let guess = 0; guess < 6; guess += 1) {
      client.address = `192.0.2.${guess}, ${address}`;
      await client.logIn(newPassword());
    }
    client.address = address;
    expect(await guessUntilLimit(client)).toBe(4);
  });

  test('20. several processes count together', async () => {
    const other = await ownSite(variant, site.env);
    const { email, password } = await site.registered();
    const here = site.client({ email, password });
    const there = other.client({ email, password });
    there.address = here.address;
    for (let guess = 0; guess < 4; guess += 1) {
      expect((await here.logIn(newPassword())).status).toBe(401);
    }
    expect(await guessUntilLimit(there)).toBe(6);
    expect(isBeyondLimit(await here.logIn())).toBe(true);
  });
});

testRecord();
