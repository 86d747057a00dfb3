import { describe, expect, test } from 'vitest';
import { startApp } from '../../bed/app.ts';
import { type Command, type CommandWatch, watchCommands } from '../../bed/commands.ts';
import { Visitor } from '../../bed/visitor.ts';
import { documentIdOf } from './record.ts';
import { oneVariant, ownSite, testRecord } from './site.ts';

const APPS = oneVariant();

/** What a command does, and whether it goes straight to a document. */
function brief({ name, collection, body }: Command): string {
  const query = body.filter ?? body.updates?.[0]?.q ?? {};
  return `${name} ${collection}${typeof query._id === 'object' || typeof query._id === 'string' ? ' by _id' : ''}`;
}

/** What was sent since the last call, but for the indexes, which may still be being created. */
function taken(watch: CommandWatch): string[] {
  const commands = watch.take().filter(({ name }) => name !== 'createIndexes');
  return commands.map(brief);
}

const READS = ['find sessions by _id', 'find users by _id'];

describe.each(APPS)('%s', (variant) => {
  test('a signed-in request costs two reads by _id, and one touch a minute', async () => {
    const watch = await watchCommands();
    const site = await ownSite(variant, { MONGODB_URI: watch.uri });
    const client = await site.registered();
    await site.settled();
    const costOf = async (path: string, status: number) => {
      watch.take();
      expect((await client.get(path)).status).toBe(status);
      return taken(watch);
    };
    await client.isSignedIn();
    for (let request = 0; request < 5; request += 1) {
      expect(await costOf(site.driver.home, 200)).toEqual(READS);
    }
    expect(await costOf('/nothing', 404)).toEqual(READS);

    const seen = async (seconds: number) => {
      const lastSeenAt = new Date(Date.now() - seconds * 1_000);
      await site.sessions.updateOne({ _id: documentIdOf(client.cookie) }, { $set: { lastSeenAt } });
    };
    await seen(50);
    expect(await costOf(site.driver.home, 200)).toEqual(READS);
    await seen(61);
    expect(await costOf(site.driver.home, 200)).toEqual([...READS, 'update sessions by _id']);
    expect(await costOf(site.driver.home, 200)).toEqual(READS);
  });

  test('a visitor without a session, and a probe of life, cost nothing', async () => {
    const watch = await watchCommands();
    const site = await ownSite(variant, { MONGODB_URI: watch.uri });
    await site.registered();
    await site.settled();
    watch.take();
    const stranger = site.client();
    for (const path of ['/livez', site.driver.home, '/nothing']) await stranger.get(path);
    expect(taken(watch)).toEqual([]);
  });
});

const CHANGES = ['insert', 'update', 'delete', 'findAndModify'];

/** The changes of sessions and users that a primary may acknowledge alone: after a failover they may be gone. */
function unsafeChanges(commands: Command[]): string[] {
  const changes = commands.filter(
    ({ name, collection }) => CHANGES.includes(name) && ['sessions', 'users'].includes(collection),
  );
  expect(new Set(changes.map(({ name }) => name)).size).toBeGreaterThan(1);
  return changes.filter(({ body }) => body.writeConcern?.w !== 'majority').map(brief);
}

test.each(APPS)('what %s stores is acknowledged by a majority', async (variant) => {
  const watch = await watchCommands();
  const site = await ownSite(variant, { MONGODB_URI: watch.uri });
  const client = await site.registered();
  const other = await site.another(client);
  await client.revoke(documentIdOf(other.cookie));
  await client.changePassword();
  await client.logOut();
  expect(unsafeChanges(watch.take())).toEqual([]);
});

test('what the minimal app stores is acknowledged by a majority', async () => {
  const watch = await watchCommands();
  const app = await startApp('javascript', { MONGODB_URI: watch.uri });
  const visitor = new Visitor(() => app.url);
  await visitor.post('/login', { name: 'Ann' });
  await visitor.get('/');
  await visitor.post('/logout');
  expect(unsafeChanges(watch.take())).toEqual([]);
});

test('a signed-in request of the minimal app costs one read by _id', async () => {
  const watch = await watchCommands();
  const app = await startApp('javascript', { MONGODB_URI: watch.uri });
  const visitor = new Visitor(() => app.url);
  await visitor.post('/login', { name: 'Ann' });
  for (let request = 0; request < 3; request += 1) {
    watch.take();
    expect((await visitor.get('/nothing')).status).toBe(404);
    expect(taken(watch)).toEqual(['find sessions by _id']);
  }
});

testRecord();
