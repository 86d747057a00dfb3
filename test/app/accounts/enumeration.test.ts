import { randomInt } from 'node:crypto';
import { ObjectId } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { type Command, watchCommands } from '../../bed/commands.ts';
import { sampleSize } from '../../bed/sample.ts';
import { newAddress, newPerson } from './client.ts';
import type { Act } from './driver.ts';
import { oneVariant, ownSite, type Site, testRecord } from './site.ts';

/** Puts users into the database whom nobody has to log in as. */
async function addUsers({ users }: Site, count: number): Promise<string[]> {
  const emails = Array.from({ length: count }, () => newPerson().email);
  await users.insertMany(
    emails.map((email) => ({
      ...{ _id: new ObjectId(), email, password: 'none', version: 1 },
      ...{ createdAt: new Date() },
    })),
  );
  return emails;
}

function medianOf(numbers: number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** The standard error of a median, from the median of the distances to it: a busy machine has outliers. */
function errorOf(numbers: number[]): number {
  const median = medianOf(numbers);
  const distances = numbers.map((number) => Math.abs(number - median));
  return (1.2533 * 1.4826 * medianOf(distances)) / Math.sqrt(numbers.length);
}

describe.each(oneVariant())('%s', (variant) => {
  /** Asks about addresses that have an account and that have none, in turn. */
  async function compare(site: Site, pairs: number, ask: (email: string) => Promise<Taken>) {
    const users = await addUsers(site, pairs);
    const took = { known: [] as number[], unknown: [] as number[] };
    const answers = new Set<string>();
    for (const email of users) {
      const stranger = newPerson().email;
      const order =
        randomInt(2) === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
      for (const kind of order) {
        const address = kind === 'known' ? email : stranger;
        const { status, text, took: time } = await ask(address);
        took[kind].push(time);
        answers.add(`${status} ${text.replaceAll(address, '')}`);
      }
    }
    expect([...answers]).toHaveLength(1);
    const [known, unknown] = [medianOf(took.known), medianOf(took.unknown)];
    const noise = 4 * Math.hypot(errorOf(took.known), errorOf(took.unknown));
    const allowed = Math.max(noise, 0.1 * Math.min(known, unknown));
    expect(Math.abs(known - unknown), `${known} and ${unknown} ms`).toBeLessThan(allowed);
  }

  interface Taken {
    status: number;
    text: string;
    took: number;
  }

  test('whoever asks for a new password learns from neither answer nor time who has an account', async () => {
    const site = await ownSite(variant);
    const { acts } = site.driver;
    const pairs = sampleSize('pairs of addresses', 200);
    await compare(site, pairs, (email) => site.client().send(acts.forgot(email)));
  });

  test('whoever asks for another address learns from neither answer nor time who has it', async () => {
    const site = await ownSite(variant);
    const client = await site.registered();
    const token = (await client.token()) ?? '';
    const pairs = sampleSize('pairs of new addresses', 200);
    await compare(site, pairs, (email) => {
      // Nobody is throttled here.
      client.address = newAddress();
      return client.send(site.driver.acts.askForAddress(email), { token });
    });
  });
});

describe.each(oneVariant())('%s', (variant) => {
  test('the answer waits for nothing that depends on whether there is an account', async () => {
    const watch = await watchCommands();
    const site = await ownSite(variant, { MONGODB_URI: watch.uri });
    const client = await site.registered();
    const [known] = await addUsers(site, 1);
    const dependsOnUser = ({ name, collection, body }: Command) =>
      collection === 'tokens' || (name === 'find' && body.filter?.email !== undefined);
    const { acts, done } = site.driver;
    for (const [act, status] of [
      [acts.forgot(known ?? ''), done.forgot],
      [acts.askForAddress(known ?? ''), done.askForAddress],
    ] satisfies [Act, number][]) {
      const hold = watch.hold(dependsOnUser);
      const answer = await client.send(act);
      expect(answer.status).toBe(status);
      expect(answer.took).toBeLessThan(1_900);
      hold.release();
    }
  });
});

testRecord();
