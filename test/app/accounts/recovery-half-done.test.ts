import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Command, type CommandWatch, watchCommands } from '../../bed/commands.ts';
import { sample } from '../../bed/sample.ts';
import { type Client, newPassword, newPerson } from './client.ts';
import type { Act } from './driver.ts';
import { type MailedSite, ownMailedSite, SUBJECTS } from './mailed-site.ts';
import { oneVariant, testRecord } from './site.ts';

/** The steps of each flow at the database, in order, after the session and its user have been read. */
const is = (name: string, collection: string) => (command: Command) =>
  command.name === name && command.collection === collection;

const takesToken = is('findAndModify', 'tokens');
const changesUser = is('findAndModify', 'users');
const updatesUser = is('update', 'users');
const deletesUser = is('delete', 'users');
const endsSessions = ({ name, collection, body }: Command) =>
  name === 'delete' && collection === 'sessions' && body.deletes?.[0]?.limit === 0;
const endsTokens = is('delete', 'tokens');
const forgetsFailures = is('delete', 'attempts');

type Step = [name: string, isHeld: (command: Command) => boolean];

/** What the database does not answer in time it does later, or never. */
function bothWays(steps: Step[]) {
  const ways = ['release', 'lose'] as const;
  return steps.flatMap(([name, isHeld]) =>
    ways.map((way) => [`${name} (${way})`, { isHeld, way }] as const),
  );
}

interface Outage {
  isHeld: Step[1];
  way: 'release' | 'lose';
}

const RESET: Step[] = [
  ['finding the link', is('find', 'tokens')],
  ['taking the link', takesToken],
  ['storing the password', changesUser],
  ['ending the sessions', endsSessions],
  ['ending the links', endsTokens],
  ['forgetting the failures', forgetsFailures],
];

const CHANGE: Step[] = [
  ['taking the link', takesToken],
  ['storing the address', changesUser],
  ['ending the other sessions', endsSessions],
  ['ending the links', endsTokens],
  ['renewing the session', is('update', 'sessions')],
];

const CONFIRM: Step[] = [
  ['finding the link', is('find', 'tokens')],
  ['taking the link', takesToken],
  ['noting that it is theirs', updatesUser],
];

const DELETE: Step[] = [
  ['disabling it', updatesUser],
  ['ending its sessions', endsSessions],
  ['ending its links', endsTokens],
  ['forgetting what was counted', forgetsFailures],
  ['deleting it', deletesUser],
];

describe.each(oneVariant())('%s', (variant) => {
  async function watched(): Promise<MailedSite & { watch: CommandWatch }> {
    const watch = await watchCommands();
    return { watch, ...(await ownMailedSite(variant, { MONGODB_URI: watch.uri })) };
  }

  /** Sends a request while the database does not answer one of its commands. The outage is over then. */
  async function without(
    { watch }: { watch: CommandWatch },
    { isHeld, way }: Outage,
    client: Client,
    act: Act,
  ) {
    const hold = watch.hold(isHeld);
    const answer = await client.send(act);
    expect(hold.count(), 'the step was not seen').toBeGreaterThan(0);
    hold[way]();
    return answer;
  }

  test.each(sample('steps of a reset', bothWays(RESET), 2))(
    'an outage at %s of a reset lets nobody in, and locks nobody out',
    async (_step, outage) => {
      const mailed = await watched();
      const { site, forgotten } = mailed;
      const { acts, done } = site.driver;
      const client = await site.registered();
      const token = await forgotten(client);
      const password = newPassword();
      const act = acts.reset(token, password);
      const answer = await without(mailed, outage, site.client(), act);
      expect([done.reset, 503]).toContain(answer.status);
      // One of the two passwords is right, and only a session that is as old as the right one is signed in.
      const logIn = async (given: string) => (await site.client(client).logIn(given)).status;
      await expect
        .poll(async () => [await logIn(client.password), await logIn(password)])
        .toContain(done.logIn);
      const isChanged = (await logIn(password)) === done.logIn;
      if (answer.status === done.reset) expect(isChanged).toBe(true);
      expect(await client.isSignedIn()).toBe(!isChanged);
      if (isChanged) expect((await site.client().send(act)).status).toBe(410);
      // Whoever is not helped by this link is by the next.
      if (!isChanged) {
        const next = acts.reset(await forgotten(client), password);
        expect((await site.client().send(next)).status).toBe(done.reset);
      }
      expect(await logIn(password)).toBe(done.logIn);
    },
  );

  test.each(sample('steps of a changed address', bothWays(CHANGE), 2))(
    'an outage at %s of a changed address leaves one address that works',
    async (_step, outage) => {
      const mailed = await watched();
      const { site, tokenFor } = mailed;
      const { acts, done } = site.driver;
      const client = await site.registered();
      const other = await site.another(client);
      const { email } = newPerson();
      expect((await client.send(acts.askForAddress(email))).status).toBe(done.askForAddress);
      const act = acts.changeAddress(await tokenFor(email, SUBJECTS.change));
      const answer = await without(mailed, outage, client, act);
      expect([done.changeAddress, 503]).toContain(answer.status);
      const logIn = async (address: string) =>
        (await site.client({ ...client, email: address }).logIn(client.password)).status;
      const both = async () => [await logIn(client.email), await logIn(email)];
      await expect.poll(both).toContain(done.logIn);
      const [old, changed] = await both();
      expect([old, changed].filter((status) => status === done.logIn)).toHaveLength(1);
      if (answer.status === done.changeAddress) expect(changed).toBe(done.logIn);
      // A session of before the change is signed out, even if it could not be deleted.
      expect(await other.isSignedIn()).toBe(old === done.logIn);
    },
  );

  test.each(sample('steps of a confirmation', bothWays(CONFIRM), 1))(
    'an outage at %s leaves an address that can be confirmed',
    async (_step, outage) => {
      const mailed = await watched();
      const { site, tokenFor, tokenAfter } = mailed;
      const { acts, done } = site.driver;
      const client = await site.registered();
      const act = acts.confirm(await tokenFor(client.email, SUBJECTS.confirm));
      const answer = await without(mailed, outage, client, act);
      expect(answer.status).toBe(503);
      const isConfirmed = async () =>
        (await site.users.findOne({ email: client.email }))?.confirmedAt !== undefined;
      // What was lost on its way may be done all the same, a moment later.
      await sleep(300);
      const again = await client.send(act);
      expect([done.confirm, 410]).toContain(again.status);
      if (!(await isConfirmed())) {
        const ask = async () => {
          const { status } = await client.send(acts.askForConfirmation());
          expect(status).toBe(done.askForConfirmation);
        };
        const next = acts.confirm(await tokenAfter(ask, client.email, SUBJECTS.confirm));
        expect((await client.send(next)).status).toBe(done.confirm);
      }
      expect(await isConfirmed()).toBe(true);
      expect(await client.isSignedIn()).toBe(true);
    },
  );

  test('an outage when the password has been given again asks for it once more', async () => {
    const mailed = await watched();
    const { site } = mailed;
    const { acts, done } = site.driver;
    const client = await site.registered();
    await site.sessions.updateMany({}, { $set: { 'session.recentAt': 0 } });
    const act = acts.signInAgain(client.password);
    const outage = { isHeld: is('update', 'sessions'), way: 'release' } as const;
    const answer = await without(mailed, outage, client, act);
    expect(answer.status).toBe(503);
    expect(await client.isSignedIn()).toBe(true);
    expect((await client.send(act)).status).toBe(done.signInAgain);
    expect((await client.send(acts.deleteAccount())).status).toBe(done.deleteAccount);
  });

  test.each(sample('steps of a deletion', bothWays(DELETE), 2))(
    'an outage at %s of an account that is deleted lets nobody in',
    async (_step, outage) => {
      const mailed = await watched();
      const { site } = mailed;
      const { acts, done } = site.driver;
      const client = await site.registered();
      const other = await site.another(client);
      const { cookie } = client;
      const answer = await without(mailed, outage, client, acts.deleteAccount());
      expect(answer.status).toBe(503);
      expect(answer.text).toMatch(/may be closed|is closed/);
      const isClosed = /is closed/.test(answer.text);
      if (!isClosed) return;
      expect(await other.isSignedIn()).toBe(false);
      expect(await site.isSignedIn(client, cookie)).toBe(false);
      expect((await site.client(client).logIn()).status).not.toBe(done.logIn);
    },
  );

  test('a mail that could not be made without the database is logged, and can be asked for again', async () => {
    const { site, watch, forgotten } = await watched();
    const client = await site.registered();
    await expect.poll(() => site.db.collection('tokens').countDocuments()).toBe(1);
    const hold = watch.hold(is('update', 'tokens'));
    const act = site.driver.acts.forgot(client.email);
    expect((await site.client().send(act)).status).toBe(site.driver.done.forgot);
    await expect.poll(site.app.output).toMatch(/no database/);
    expect(hold.count()).toBeGreaterThan(0);
    hold.release();
    expect(await forgotten(client)).toHaveLength(43);
  });
});

testRecord();
