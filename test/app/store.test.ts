import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { MongoClient } from 'mongodb';
import { describe, expect, onTestFinished } from 'vitest';
import { ownDatabaseUri } from '../bed/app.ts';
import { openNetwork } from '../bed/network.ts';
import {
  answered,
  newId,
  newSession,
  openStore,
  type Row,
  storeSession,
  testWithBothStores,
  timeToLive,
} from './both-stores.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

/** The collection of the sessions, past the store. */
function observe(uri: string) {
  const client = new MongoClient(uri);
  onTestFinished(() => client.close());
  return client.db().collection('sessions');
}

const CALLS_BACK_TWICE = 'it calls back twice, with an error and with success';

const ROWS: Row[] = [
  {
    name: 'the id of a document is a hash of the session id',
    fault: 'the database holds the session id itself',
    async check(which, fault) {
      const { store, collection } = await openStore(which, ownDatabaseUri());
      const sid = await storeSession(store);
      const documents = await collection.find().toArray();
      expect(JSON.stringify(documents), fault).not.toContain(sid);
      expect(documents.map(({ _id }) => _id)).toEqual([sha256(sid)]);
    },
  },
  {
    name: 'all() calls back with every session',
    fault: 'all() never calls back',
    async check(which, fault) {
      const { store } = await openStore(which, ownDatabaseUri());
      await storeSession(store, 'Ann');
      await storeSession(store, 'Bob');
      const all = await answered<object[]>((callback) => store.all?.(callback), fault);
      expect(all).toHaveLength(2);
      expect(all).toContainEqual(expect.objectContaining({ user: { name: 'Bob' } }));
    },
  },
  {
    name: 'length() counts the sessions',
    fault: 'there is no length()',
    async check(which, fault) {
      const { store } = await openStore(which, ownDatabaseUri());
      await storeSession(store);
      expect(store.length, fault).toBeTypeOf('function');
      expect(await answered((callback) => store.length?.(callback), fault)).toBe(1);
    },
  },
  {
    name: 'an expired session is not served, even before MongoDB removes it',
    fault: 'the expired session is served',
    async check(which, fault) {
      // The bare store looks at `expires` alone, whatever `expiresKey` it was given.
      const expiresKey = which === 'bare' ? 'goneAt' : 'expires';
      const { store, collection } = await openStore(which, ownDatabaseUri(), { expiresKey });
      const sid = await storeSession(store);
      const past = new Date(Date.now() - 1_000);
      const { matchedCount } = await collection.updateOne(
        { [expiresKey]: { $type: 'date' } },
        { $set: { [expiresKey]: past } },
      );
      expect(matchedCount).toBe(1);
      const found = await answered((callback) => store.get(sid, callback), 'get never answers');
      expect(found ?? null, fault).toBeNull();
    },
  },
  {
    name: 'an expired session counts neither for all() nor for length()',
    fault: 'there is no length()',
    async check(which, fault) {
      const { store, collection } = await openStore(which, ownDatabaseUri());
      await storeSession(store);
      await collection.updateOne({}, { $set: { expires: new Date(Date.now() - 1_000) } });
      expect(store.length, fault).toBeTypeOf('function');
      expect(await answered((callback) => store.length?.(callback), fault)).toBe(0);
      expect(await answered((callback) => store.all?.(callback), fault)).toEqual([]);
    },
  },
  {
    name: 'an index of another lifetime is changed in place',
    fault: 'the old lifetime stays',
    async check(which, fault) {
      const uri = ownDatabaseUri();
      await observe(uri).createIndex({ expires: 1 }, { expireAfterSeconds: 3_600 });
      await openStore(which, uri);
      await expect.poll(() => timeToLive(uri), { timeout: 2_500, message: fault }).toBe(0);
    },
  },
  {
    name: 'an index of another lifetime is told of at most once',
    fault: CALLS_BACK_TWICE,
    async check(which, fault) {
      const uri = ownDatabaseUri();
      await observe(uri).createIndex({ expires: 1 }, { expireAfterSeconds: 3_600 });
      const opened = await openStore(which, uri);
      const settled = async () => opened.told.length > 1 || (await timeToLive(uri)) === 0;
      await expect.poll(settled, { timeout: 5_000 }).toBe(true);
      expect(opened.told.length, fault).toBeLessThan(2);
    },
  },
  {
    name: 'an index of another name is as good',
    fault: CALLS_BACK_TWICE,
    async check(which, fault) {
      const uri = ownDatabaseUri();
      await observe(uri).createIndex({ expires: 1 }, { name: 'ttl', expireAfterSeconds: 0 });
      const { store, told } = await openStore(which, uri);
      await storeSession(store);
      expect(await timeToLive(uri)).toBe(0);
      if (which === 'bare') await expect.poll(() => told.length).toBeGreaterThan(1);
      expect(told.length, fault).toBeLessThan(2);
    },
  },
  {
    name: 'on, once, emit and off are of one emitter',
    fault: 'what it emits is not heard',
    async check(which, fault) {
      const { store } = await openStore(which, ownDatabaseUri());
      const heard: string[] = [];
      const listener = () => heard.push('on');
      store.on('ping', listener);
      store.once('ping', () => heard.push('once'));
      store.emit('ping');
      expect(heard, fault).toEqual(['on', 'once']);
      store.emit('ping');
      store.off('ping', listener);
      store.emit('ping');
      expect(heard).toEqual(['on', 'once', 'on']);
    },
  },
  {
    name: 'close() ends the connection',
    fault: 'there is no close()',
    async check(which, fault) {
      const network = await openNetwork();
      const { store } = await openStore(which, network.uri);
      await storeSession(store);
      expect(network.connections()).toBeGreaterThan(0);
      expect(store.close, fault).toBeTypeOf('function');
      await store.close?.();
      await expect.poll(network.connections).toBe(0);
    },
  },
  {
    name: 'an error says nothing of the session, when the database refuses to store it',
    fault: 'the message holds the session',
    async check(which, fault) {
      const { store, collection } = await openStore(which, ownDatabaseUri());
      await collection.createIndex({ 'session.user.name': 1 }, { unique: true });
      await storeSession(store, 'Ann');
      const sid = newId();
      const error = await answered((callback) => store.set(sid, newSession('Ann'), callback), '')
        .then(() => 'it was stored')
        .catch((refusal: unknown) => refusal);
      expect(error).toBeInstanceOf(Error);
      expect(inspect(error), fault).not.toMatch(/Ann|isLoggedIn/);
      expect(inspect(error)).not.toContain(sid);
      // No outage: it is a fault of the app or of its data.
      expect(error).toMatchObject({ message: 'the database refused (MongoServerError 11000)' });
    },
  },
];

describe('the session store', () => testWithBothStores(ROWS));
