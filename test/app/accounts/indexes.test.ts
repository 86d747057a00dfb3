import { scryptSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Db, MongoClient, ObjectId } from 'mongodb';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { watchCommands } from '../../bed/commands.ts';
import { ownDatabase } from '../../bed/database.ts';
import { newPerson, type Person } from './client.ts';
import { oneVariant, ownSite, Site, testRecord, type Variant } from './site.ts';

const PATIENCE = { timeout: 60_000, interval: 200 };
const PASSWORD = 'canary-password';

const MISSING = [
  'sessions {"expires":1}',
  'users {"email":1}',
  'sessions {"session.userId":1,"lastSeenAt":-1}',
  'attempts {"expires":1}',
  'tokens {"digest":1}',
  'tokens {"expires":1}',
];

/** A database that the app may use, and in which somebody else may create indexes. */
async function guardedDatabase() {
  const database = await ownDatabase();
  const client = new MongoClient(database.uri);
  const db = client.db();
  const resource = { db: db.databaseName, collection: '' };
  const use = ['find', 'insert', 'update', 'remove', 'listIndexes'];
  for (const [user, actions] of Object.entries({ app: use, owner: [...use, 'createIndex'] })) {
    await db.command({ createRole: user, privileges: [{ resource, actions }], roles: [] });
    await db.command({ createUser: user, pwd: PASSWORD, roles: [user] });
  }
  await client.close();
  await database.startGuarded();
  return (user: string) => {
    const uri = new URL(database.uri);
    uri.username = user;
    uri.password = PASSWORD;
    return uri.href;
  };
}

/** Types the commands of the README into what stands in for MongoDB's shell. */
async function runReadme(variant: Variant, db: Db) {
  const readme = readFileSync(join(inject('apps')[variant], 'README.md'), 'utf8');
  const scripts = [...readme.matchAll(/\n```js\n(db\..*?)\n```\n/gs)].map(([, script]) => script);
  const results: Promise<string>[] = [];
  const collection = (name: string) => ({
    createIndex: (...args: Parameters<ReturnType<Db['collection']>['createIndex']>) => {
      results.push(db.collection(name).createIndex(...args));
    },
  });
  const shell = new Proxy({}, { get: (_, name) => collection(String(name)) });
  const withGet = new Proxy(shell, {
    get: (target, name) => (name === 'getCollection' ? collection : Reflect.get(target, name)),
  });
  new Function('db', scripts.join('\n'))(withGet);
  expect(await Promise.all(results)).toHaveLength(MISSING.length);
}

/** Puts a user into the database as the app would. Returns the `_id`. */
async function addUser({ users }: Site, { email, password }: Person): Promise<ObjectId> {
  const salt = Buffer.alloc(16);
  const hash = scryptSync(password, salt, 32, { N: 2 ** 4, r: 8, p: 1 });
  const [salted, hashed] = [salt, hash].map((bytes) => bytes.toString('base64').replace(/=+$/, ''));
  const stored = `$scrypt$ln=4,r=8,p=1$${salted}$${hashed}`;
  const user = { _id: new ObjectId(), email, password: stored, version: 1, createdAt: new Date() };
  await users.insertOne(user);
  return user._id;
}

describe.each(oneVariant())('%s', (variant) => {
  test('works without the right to create indexes, names them, and sees when the README has been followed', async () => {
    const uriOf = await guardedDatabase();
    const site = await ownSite(variant, { MONGODB_URI: uriOf('app') });
    const ready = async () => (await site.client().get('/readyz')).json();
    await expect.poll(ready, PATIENCE).toEqual({ ok: true, missing: expect.any(Array) });
    expect(((await ready()).missing as string[]).sort()).toEqual([...MISSING].sort());
    // Two users would have one address before long.
    expect((await site.client().register()).status).toBe(503);
    const client = site.client();
    await addUser(site, client);
    expect((await client.logIn()).status).toBe(site.driver.done.logIn);
    expect(await client.sessions()).toHaveLength(1);

    const owner = new MongoClient(uriOf('owner'));
    onTestFinished(() => owner.close());
    await runReadme(variant, owner.db());
    await expect.poll(ready, PATIENCE).toEqual({ ok: true });
    expect(await client.isSignedIn()).toBe(true);
    expect((await site.client().register()).status).toBe(site.driver.done.register);
    expect(site.app.output()).not.toContain(PASSWORD);
  });

  test('an index that is not there yet is missing from the first moment, and nobody registers without it', async () => {
    const watch = await watchCommands();
    const hold = watch.hold(({ name }) => name === 'createIndexes');
    const site = await ownSite(variant, { MONGODB_URI: watch.uri });
    await expect.poll(hold.count, PATIENCE).toBeGreaterThan(0);
    const ready = async () => (await site.client().get('/readyz')).json();
    expect(((await ready()).missing as string[]).sort()).toEqual([...MISSING].sort());
    const person = newPerson();
    const answers = await Promise.all([
      site.client(person).register(),
      site.client({ ...newPerson(), email: person.email }).register(),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503]);
    expect(answers[0]?.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    hold.release();
    await expect.poll(ready, PATIENCE).toEqual({ ok: true });
    expect((await site.client(person).register()).status).toBe(site.driver.done.register);
    expect(await site.users.countDocuments({ email: person.email })).toBe(1);
  });

  test('users with one address are named by _id in the log, and nobody registers until one of them is gone', async () => {
    const site = new Site(variant);
    onTestFinished(() => site.close());
    const [first, second] = [site.client(), site.client()];
    const kept = await addUser(site, first);
    const twin = await addUser(site, first);
    const other = await addUser(site, second);
    await site.launch();
    const output = () => site.app.output();
    await expect.poll(output, PATIENCE).toContain(`${kept}, ${twin}`);
    expect(output()).not.toContain(String(other));
    expect(output()).not.toContain(first.email);
    expect((await site.client().register()).status).toBe(503);
    expect((await second.logIn()).status).toBe(site.driver.done.logIn);
    await site.users.deleteOne({ _id: twin });
    const register = async () => (await site.client().register()).status;
    await expect.poll(register, PATIENCE).toBe(site.driver.done.register);
  });

  test('an index that is there, and is not unique, does not pass for the one that is', async () => {
    const site = new Site(variant);
    onTestFinished(() => site.close());
    await site.users.createIndex({ email: 1 });
    await site.launch();
    const ready = async () => (await site.client().get('/readyz')).json();
    await expect.poll(ready, PATIENCE).toEqual({ ok: true, missing: ['users {"email":1}'] });
    expect((await site.client().register()).status).toBe(503);
  });
});

testRecord();
