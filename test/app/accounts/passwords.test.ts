import { randomBytes, scryptSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, inject, test } from 'vitest';
import type { Answer } from '../../bed/visitor.ts';
import { type Client, newPassword, newPerson } from './client.ts';
import { oneVariant, type Site, sharedSite, testRecord } from './site.ts';

const PHC = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;
/** Fifteen characters, which JavaScript takes for thirty. */
const KEYS = [...'🔑🗝🔒🔓🔏🔐🗄🗃🗂📁📂📅📆📇📈'];
/** Characters that take three bytes each. */
const LONGEST = String.fromCodePoint(...Array.from({ length: 128 }, (_, index) => 0x4e00 + index));
const TODAY = '$scrypt$ln=15,r=8,p=3$';

/** A stored password as the design describes it, made without the app. */
function hash(password: string, ln: number): string {
  const salt = randomBytes(16);
  const cost = { N: 2 ** ln, r: 8, p: 3, maxmem: 2 ** 27 };
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$scrypt$ln=${ln},r=8,p=3$${text(salt)}$${text(scryptSync(password, salt, 32, cost))}`;
}

function isHashOf(password: string, stored: string): boolean {
  const [, ln, r, p, salt = '', hashed = ''] = PHC.exec(stored) ?? [];
  const cost = { N: 2 ** Number(ln), r: Number(r), p: Number(p), maxmem: 2 ** 27 };
  const derived = scryptSync(password, Buffer.from(salt, 'base64'), 32, cost);
  return derived.equals(Buffer.from(hashed, 'base64'));
}

describe.each(oneVariant())('%s', (variant) => {
  // Threads enough for eight hashes at once, so that what limits them is the app.
  const site = sharedSite(variant, { UV_THREADPOOL_SIZE: '8' }, inject('built')[variant]);
  const { driver } = site;
  const storedPassword = async ({ email }: Client) =>
    (await site.users.findOne({ email }))?.password ?? '';

  test('19. an unknown user, a wrong password and a disabled user get the same answer', async () => {
    const client = await site.registered();
    const disabled = await site.registered();
    await site.users.updateOne({ email: disabled.email }, { $set: { disabledAt: new Date() } });
    const failures = [
      await site.client(client).logIn(newPassword()),
      await site.client(newPerson()).logIn(),
      await site.client(disabled).logIn(),
    ];
    const [first, ...others] = failures.map(visibleOf);
    expect(first?.status).toBe(401);
    for (const other of others) expect(other).toEqual(first);
  });

  test('19. an unknown user takes as long as a wrong password', async () => {
    const client = await site.registered();
    const took = { unknown: [] as number[], wrong: [] as number[] };
    for (let round = 0; round < 3; round += 1) {
      took.wrong.push((await site.client(client).logIn(newPassword())).took);
      took.unknown.push((await site.client(newPerson()).logIn()).took);
    }
    // The quickest of each, which a busy machine has disturbed least. A hash is many times all the rest.
    const ratio = Math.min(...took.unknown) / Math.min(...took.wrong);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  test('24. a password is kept as a PHC string of scrypt at the cost that OWASP asks for', async () => {
    const [one, two] = [await site.registered(), site.client()];
    two.password = one.password;
    await two.register();
    const stored = [await storedPassword(one), await storedPassword(two)];
    for (const phc of stored) {
      expect(phc.startsWith(TODAY), phc).toBe(true);
      expect(isHashOf(one.password, phc)).toBe(true);
    }
    expect(stored[0]).not.toBe(stored[1]);
  });

  test('24. a hash of a lower cost is renewed at login, and signs nobody out', async () => {
    const client = await site.registered();
    const { email, password } = client;
    const weak = hash(password, 12);
    await site.users.updateOne({ email }, { $set: { password: weak } });
    const other = site.client(client);
    expect((await other.logIn(newPassword())).status).toBe(401);
    expect(await storedPassword(client)).toBe(weak);
    expect((await other.logIn()).status).toBe(driver.done.logIn);
    const renewed = await storedPassword(client);
    expect(renewed.startsWith(TODAY)).toBe(true);
    expect(isHashOf(password, renewed)).toBe(true);
    expect(await client.isSignedIn()).toBe(true);
    await other.logIn();
    expect(await storedPassword(client)).toBe(renewed);
  });

  test('24. two passwords at a time are hashed, however many are waiting', async () => {
    const megabytes = (name: string) => {
      const status = readFileSync(`/proc/${site.app.process.pid}/status`, 'utf8');
      return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
    };
    await site.registered();
    writeFileSync(`/proc/${site.app.process.pid}/clear_refs`, '5');
    const before = megabytes('VmRSS');
    const answers = await Promise.all(Array.from({ length: 8 }, () => site.client().register()));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(driver.done.register));
    // Each hash takes 32 MB while it runs.
    expect(megabytes('VmHWM') - before).toBeLessThan(4 * 32);
  });

  test('24. a password has 15 to 128 characters, counted as people do', async () => {
    const client = await site.registered();
    for (const password of ['x'.repeat(14), KEYS.slice(1).join(''), 'x'.repeat(129), '']) {
      for (const answer of [
        await site.client({ ...newPerson(), password }).register(),
        await client.changePassword(password),
      ]) {
        expect(answer.status, password).toBe(422);
        expect(driver.faultOf(answer, 'password')).toMatch(/15|128/);
      }
    }
    expect(await client.isSignedIn()).toBe(true);
    for (const password of [KEYS.join(''), LONGEST]) {
      expect((await client.changePassword(password)).status).toBe(driver.done.changePassword);
      expect((await site.client(client).logIn()).status).toBe(driver.done.logIn);
    }
  });

  test('24. an address is one of its spellings, and belongs to one account', async () => {
    const client = await site.registered();
    const email = ` ${client.email.toUpperCase()} `;
    const shouted = site.client({ email, password: newPassword() });
    expect((await shouted.register()).status).toBe(driver.takenStatus);
    expect((await shouted.logIn(client.password)).status).toBe(driver.done.logIn);
    expect(await site.users.countDocuments({ email: client.email })).toBe(1);
    const twice = newPerson();
    const answers = await Promise.all([
      site.client(twice).register(),
      site.client({ ...newPerson(), email: twice.email }).register(),
    ]);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([driver.done.register, driver.takenStatus].sort());
  });

  test('24. a value that is no text is refused, and never comes near a query', async () => {
    const client = await site.registered();
    const stored = await site.contents();
    for (const answer of await sendOperators(site, site.client(client))) {
      expect(answer.status, answer.text).toBe(400);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect(await site.contents()).toEqual(stored);
  });
});

/** What a visitor sees of an answer, without what they have typed themselves. */
function visibleOf({ status, text, headers }: Answer) {
  const { date, etag, 'x-request-id': id, ...others } = Object.fromEntries(headers);
  return { status, text: text.replace(/[0-9a-f]{12}@example\.com/g, ''), headers: others };
}

/** Forms and bodies with operators, lists and other types where a text should be. */
async function sendOperators({ variant, driver }: Site, client: Client): Promise<Answer[]> {
  const { email, password } = client;
  const acts = [driver.acts.logIn(email, password), driver.acts.register(email, password)];
  const answers: Answer[] = [];
  const send = async (path: string, body: unknown, more = {}) => {
    answers.push(await client.post(path, body, { headers: more }));
  };
  for (const { path } of acts) {
    if (variant.startsWith('auth')) {
      for (const form of [
        'email[$ne]=&password[$ne]=',
        `email=${email}&password[$gt]=`,
        `email=${email}&email=${email}&password=${password}`,
        `email=${email}&password=${password}&password=${password}`,
        '',
      ]) {
        await send(path, new URLSearchParams(form));
      }
      await send(path, { email: { $ne: null }, password: { $ne: null } });
    } else {
      for (const value of [{ $ne: null }, { $gt: '' }, [password], 1, true, null]) {
        await send(path, { email: value, password });
        await send(path, { email, password: value });
      }
      await send(path, []);
      await send(path, 'null', { 'content-type': 'application/json' });
      await send(path, new URLSearchParams({ email, password }));
    }
  }
  return answers;
}

testRecord();
