import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { expect, inject, onTestFinished, test } from 'vitest';
import { Secret } from '../../src/secret.ts';
import { checkDatabase, type DatabaseCheck } from '../../src/toolchain/database.ts';
import { ownDatabaseUri } from '../bed/app.ts';
import { freePort } from '../bed/database.ts';

/** Checks as a creation does, with the driver of the created app. */
function check(changes: Partial<DatabaseCheck> & { uri: Secret }) {
  const directory = inject('apps').javascript;
  const shown = { shownUri: 'mongodb://shown', hosts: undefined, devCommand: undefined };
  const where = { directory, database: 'my-app', collection: 'sessions' };
  return checkDatabase({ ...shown, ...where, ...changes }, new AbortController().signal);
}

test('a database that answers is done, and nothing is written to it', async () => {
  const uri = ownDatabaseUri();
  const step = await check({ uri: new Secret(uri) });
  expect(step).toMatchObject({
    name: 'database',
    status: 'done',
    detail: 'answers; the app creates its index when it starts',
  });
  const client = new MongoClient(uri);
  onTestFinished(() => client.close());
  expect(await client.db().listCollections().toArray()).toEqual([]);
});

test('an index that is there is seen', async () => {
  const uri = ownDatabaseUri();
  const client = new MongoClient(uri);
  onTestFinished(() => client.close());
  await client.db().collection('sessions').createIndex({ expires: 1 }, { expireAfterSeconds: 0 });
  expect((await check({ uri: new Secret(uri) })).detail).toBe(
    'answers; expired sessions are removed by an index',
  );
});

test('a database that does not answer is a warning with what to do, and quotes no password', async () => {
  const canary = randomBytes(9).toString('hex');
  const uri = new Secret(`mongodb://user:${canary}@127.0.0.1:${await freePort()}/test`);
  const step = await check({ uri });
  expect(step).toMatchObject({
    status: 'failed',
    detail: 'mongodb://shown: nothing answers there',
  });
  expect(step.remedy).toContain('Start MongoDB');
  expect(JSON.stringify(step)).not.toContain(canary);
});

test('an option that the driver refuses is told from a database that is away', async () => {
  const step = await check({ uri: new Secret('mongodb://127.0.0.1/test?nonsense=1') });
  expect(step.detail).toContain('the driver does not take this URI');
});

test('a file that the URI names and that is not there is named', async () => {
  const uri = new Secret('mongodb://127.0.0.1/?tls=true&tlsCAFile=global-bundle.pem');
  const step = await check({ uri });
  expect(step).toMatchObject({
    status: 'failed',
    detail: 'mongodb://shown: the file global-bundle.pem, which it names, cannot be read (ENOENT)',
    remedy: 'Put it there, or correct MONGODB_URI in .env.',
  });
});

test('what no sentence of ours is for is told by its code', async () => {
  const uri = new Secret(ownDatabaseUri());
  expect(await check({ uri, driver: 'no-driver' })).toMatchObject({
    detail: 'mongodb://shown: the driver says ERR_MODULE_NOT_FOUND',
  });
});

test('where the development database will start, the check is skipped', async () => {
  const port = await freePort();
  const uri = new Secret(`mongodb://127.0.0.1:${port}/test`);
  const step = await check({ uri, hosts: [`127.0.0.1:${port}`], devCommand: 'npm run dev' });
  expect(step).toMatchObject({
    status: 'skipped',
    detail: expect.stringContaining('npm run dev starts a development database'),
  });
});
