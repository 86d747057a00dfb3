import { describe, expect, test } from 'vitest';
import { type CommandWatch, watchCommands } from '../../bed/commands.ts';
import type { Answer } from '../../bed/visitor.ts';
import { type Client, newPassword, newPerson } from './client.ts';
import { oneVariant, ownSite, type Site, sharedSite, testRecord } from './site.ts';

/** At most so long an account has to wait, from wherever it is guessed at. */
const LONGEST_WAIT = 30;
const PATIENCE = { timeout: 40_000, interval: 500 };

const waitOf = ({ headers }: Answer) => Number(headers.get('retry-after'));

/** An attempt that the limits of account and address have refused, which is over only with the quarter of an hour. */
const isBeyondLimit = (answer: Answer) => answer.status === 429 && waitOf(answer) > LONGEST_WAIT;

/** Lets the time pass that an account has to wait. */
async function passWaits(site: Site) {
  await site.db
    .collection('attempts')
    .updateMany({ expires: { $exists: true } }, [
      { $set: { next: { $cond: [{ $lt: ['$next', '$expires'] }, '$$REMOVE', '$next'] } } },
    ]);
}

/** Guesses until the limit is reached. Returns how many guesses counted. */
async function guessUntilLimit(client: Client, site: Site): Promise<number> {
  for (let guesses = 0; guesses <= 20; guesses += 1) {
    await passWaits(site);
    const answer = await client.logIn(newPassword());
    expect([401, 429]).toContain(answer.status);
    if (answer.status === 429) expect(waitOf(answer)).toBeGreaterThan(0);
    if (isBeyondLimit(answer)) return guesses;
  }
  throw new Error('no limit');
}

/** Failed attempts that an address has behind it already. */
async function useUp(site: Site, network: string, failures: number) {
  const expires = new Date(Date.now() + 600_000);
  const change = { $inc: { failures }, $set: { expires } };
  const filter = { _id: `address ${network}` as never };
  await site.db.collection('attempts').updateOne(filter, change, { upsert: true });
}

/** A guess at an account of its own, which only the limit of the address can refuse. */
async function guessFrom(site: Site, address: string): Promise<Answer> {
  const client = site.client(newPerson());
  client.address = address;
  return client.logIn();
}

/** Guesses from many networks, until the next one has to wait for longer than a busy machine takes for an answer. */
async function attack(site: Site, victim: Client) {
  for (let guess = 0; guess < 9; guess += 1) {
    await passWaits(site);
    expect((await site.client(victim).logIn(newPassword())).status).toBe(401);
  }
}

describe.each(oneVariant())('%s', (variant) => {
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
    // The browser is known by now: another one is not.
    const stranger = site.client(client);
    stranger.address = address;
    expect(await guessUntilLimit(stranger, site)).toBe(10);
    await passWaits(site);
    const refused = await stranger.logIn();
    expect(isBeyondLimit(refused)).toBe(true);
    expect(waitOf(refused)).toBeLessThanOrEqual(15 * 60);
    expect(refused.text).toMatch(/too many/i);
    expect(refused.headers.getSetCookie()).toEqual([]);

    // Another account is none the worse for it.
    const neighbour = await site.registered();
    neighbour.address = address;
    expect((await neighbour.logIn()).status).toBe(driver.done.logIn);
  });

  test('20. after a success the next slips are free again', async () => {
    const owner = await site.registered();
    owner.device = '';
    for (let slip = 0; slip < 5; slip += 1) await owner.logIn(newPassword());
    expect((await owner.logIn()).status).toBe(driver.done.logIn);
    owner.device = '';
    await owner.logOut();
    for (let slip = 0; slip < 5; slip += 1) {
      expect((await owner.logIn(newPassword())).status).toBe(401);
    }
    expect((await owner.logIn()).status).toBe(driver.done.logIn);
  });

  test('20. guesses from many networks make strangers wait for seconds, and not the browser that is known', async () => {
    const owner = await site.registered();
    await owner.logOut();
    await attack(site, owner);
    const stranger = site.client(owner);
    const refused = await stranger.logIn();
    expect([refused.status, refused.headers.getSetCookie()]).toEqual([429, []]);
    expect(waitOf(refused)).toBeLessThanOrEqual(LONGEST_WAIT);
    expect((await owner.logIn()).status).toBe(driver.done.logIn);
    // What is refused makes nobody wait longer.
    const logIn = async () => (await stranger.logIn()).status;
    await expect.poll(logIn, PATIENCE).toBe(driver.done.logIn);
  });

  test('20. neither the other people of an address nor a forged cookie hold up the browser that is known', async () => {
    const owner = await site.registered();
    const other = await site.registered();
    await owner.logOut();
    await useUp(site, owner.address, 99);
    await guessFrom(site, owner.address);
    expect((await guessFrom(site, owner.address)).status).toBe(429);
    const forger = site.client(owner);
    forger.address = owner.address;
    for (const device of [other.device, owner.device.replace(/.$/, 'x'), `${owner.device}x`, 'x']) {
      forger.device = device;
      expect((await forger.logIn()).status, device).toBe(429);
    }
    expect((await owner.logIn()).status).toBe(driver.done.logIn);
  });

  test('20. a browser that is known has ten guesses of its own', async () => {
    const owner = await site.registered();
    await owner.logOut();
    expect(await guessUntilLimit(owner, site)).toBe(10);
    // They hold up nobody else.
    expect((await site.client(owner).logIn()).status).toBe(driver.done.logIn);
  });

  test('20. a browser remembers several accounts, and a copy of its cookie signs nobody in', async () => {
    const [first, second] = [await site.registered(), await site.registered()];
    const shared = site.client(second, '');
    shared.device = first.device;
    expect((await shared.logIn()).status).toBe(driver.done.logIn);
    for (const person of [first, second]) {
      await attack(site, person);
      const browser = site.client(person);
      browser.device = shared.device;
      expect(await browser.isSignedIn()).toBe(false);
      expect((await browser.logIn()).status).toBe(driver.done.logIn);
    }
  });

  test('20. a refused attempt costs no points anywhere', async () => {
    const owner = await site.registered();
    await attack(site, owner);
    const counts = () => site.db.collection('attempts').find().sort({ _id: 1 }).toArray();
    const before = await counts();
    const refused = await site.client(owner).logIn();
    expect(refused.status).toBe(429);
    expect(await counts()).toEqual(before);
  });

  test('20. parallel guesses do not all pass', async () => {
    const { email, password } = await site.registered();
    const guesser = site.client({ email, password });
    await guesser.logIn(newPassword());
    const guesses = Array.from({ length: 20 }, () => guesser.logIn(newPassword()));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    // A guess that finds the queue full is not checked either.
    expect(statuses.filter((status) => ![401, 429, 503].includes(status))).toEqual([]);
    expect(statuses.filter((status) => status === 401).length).toBeLessThan(10);
    expect(statuses).toContain(429);
  });

  test("20. guesses at the current password are counted by user, and nobody else's keep the user from changing it", async () => {
    const owner = await site.registered();
    await attack(site, owner);
    expect((await owner.changePassword()).status).toBe(driver.done.changePassword);

    const { password } = owner;
    let answer: Answer;
    let guesses = 0;
    do {
      answer = await owner.changePassword(undefined, newPassword());
      guesses += 1;
    } while (answer.status === 422 && guesses < 20);
    expect([answer.status, guesses]).toEqual([429, 11]);
    expect(waitOf(answer)).toBeGreaterThan(0);
    expect(owner.password).toBe(password);
    expect(await owner.isSignedIn()).toBe(true);
    // A login is another thing.
    owner.address = site.client().address;
    expect((await owner.logIn()).status).toBe(driver.done.logIn);
  });

  test('20. a hundred failures of an address are the limit, and a /64 of IPv6 is one address', async () => {
    const client = await site.registered();
    client.address = '2001:db8:0:1::1';
    await useUp(site, '2001:db8:0:1::', 95);
    // Successes are given back.
    for (let login = 0; login < 6; login += 1) {
      client.device = '';
      expect((await client.logIn()).status).toBe(driver.done.logIn);
    }
    for (let guess = 0; guess < 5; guess += 1) await guessFrom(site, client.address);
    expect(isBeyondLimit(await guessFrom(site, '2001:db8:0:1:a:b:c:d'))).toBe(true);
    // Registrations are counted with them, and are refused as well.
    const registration = site.client();
    registration.address = client.address;
    expect((await registration.register()).status).toBe(429);
    expect(await site.users.countDocuments({ email: registration.email })).toBe(0);
    expect((await guessFrom(site, '2001:db8:0:2::1')).status).toBe(401);
  });

  test.each([
    [
      '203.0.113.7',
      ['203.0.113.7:4711', '[203.0.113.7]:1', '::ffff:203.0.113.7', '::FFFF:CB00:7107'],
    ],
    [
      '2001:db8:5::',
      ['2001:DB8:5::1', '[2001:db8:5::2]:4711', '2001:0db8:0005:0000::3', '"[2001:db8:5::4]"'],
    ],
    ['unknown', ['unknown', '_hidden', '203.0.113.7.evil']],
  ])(
    '20. an address is the same one however a proxy spells it (%s)',
    async (network, spellings) => {
      await useUp(site, network, 99);
      const statuses: number[] = [];
      for (const spelling of [...spellings, ...spellings]) {
        statuses.push((await guessFrom(site, spelling)).status);
      }
      expect(statuses).toEqual([401, ...Array(2 * spellings.length - 1).fill(429)]);
    },
  );

  test('20. a proxy that is not ours tells no address', async () => {
    const client = site.client();
    const { address } = client;
    for (let guess = 0; guess < 5; guess += 1) {
      client.address = `192.0.2.${guess}, ${address}`;
      await client.logIn(newPassword());
    }
    client.address = address;
    expect(await guessUntilLimit(client, site)).toBe(5);
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
    expect(await guessUntilLimit(there, site)).toBe(6);
    expect(isBeyondLimit(await here.logIn())).toBe(true);
  });

  test('20. a guess costs two round trips to the database, and a refused one writes nothing', async () => {
    const watch = await watchCommands();
    const watched = await ownSite(variant, { MONGODB_URI: watch.uri });
    const owner = await watched.registered();
    await watched.settled();
    const guess = async () => (await watched.client(owner).logIn(newPassword())).status;
    watch.take();
    expect(await guess()).toBe(401);
    // The two that read are sent together.
    expect(costOf(watch)).toEqual(['find attempts', 'find users', 'update attempts']);
    // As after many more guesses: a wait of seconds would be over on a busy machine.
    const next = new Date(Date.now() + 600_000);
    const closed = { $set: { next, expires: next } };
    await watched.db.collection('attempts').updateMany({ _id: /^account / as never }, closed);
    watch.take();
    expect(await guess()).toBe(429);
    // The answer need not wait for the other one.
    expect(['find attempts', 'find attempts,find users']).toContain(String(costOf(watch)));
  });
});

/** The commands since the last call, but for indexes. */
function costOf(watch: CommandWatch): string[] {
  const commands = watch.take().filter(({ name }) => name !== 'createIndexes');
  return commands.map(({ name, collection }) => `${name} ${collection}`).sort();
}

testRecord();
