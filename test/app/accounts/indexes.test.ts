import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Db, MongoClient } from 'mongodb';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { ownDatabase } from '../../bed/database.ts';
import { ownSite, testRecord, VARIANTS, type Variant } from './site.ts';

const PATIENCE = { timeout: 60_000, interval: 200 };
const PASSWORD = 'canary-password';

const MISSING = [
  'sessions {"expires":1}',
  'users {"email":1}',
  'sessions {"session.userId":1,"lastSeenAt":-1}',
  'login_attempts {"key":1}',
  'login_attempts {"expire":-1}',
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
  const [, script = ''] = /\n```js\n(db\..*?)\n```\n/s.exec(readme) ?? [];
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
  new Function('db', script)(withGet);
  expect(await Promise.all(results)).toHaveLength(MISSING.length);
}

describe.each(VARIANTS)('%s', (variant) => {
  test('works without the right to create indexes, names them, and sees when the README has been followed', async () => {
    const uriOf = await guardedDatabase();
    const site = await ownSite(variant, { MONGODB_URI: uriOf('app') });
    const ready = async () => (await site.client().get('/readyz')).json();
    await expect.poll(ready, PATIENCE).toEqual({ ok: true, missing: expect.any(Array) });
    expect(((await ready()).missing as string[]).sort()).toEqual([...MISSING].sort());
    const client = await site.registered();
    expect((await client.logOut()).status).toBe(site.driver.done.logOut);
    expect((await client.logIn()).status).toBe(site.driver.done.logIn);
    expect(await client.sessions()).toHaveLength(1);

    const owner = new MongoClient(uriOf('owner'));
    onTestFinished(() => owner.close());
    await runReadme(variant, owner.db());
    await expect.poll(ready, PATIENCE).toEqual({ ok: true });
    expect(await client.isSignedIn()).toBe(true);
    expect(site.app.output()).not.toContain(PASSWORD);
  });
});

testRecord();
