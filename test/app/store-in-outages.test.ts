import { describe, expect } from 'vitest';
import { ownDatabaseUri } from '../bed/app.ts';
import { openNetwork } from '../bed/network.ts';
import {
  answered,
  newId,
  newSession,
  openStore,
  type Row,
  type Store,
  startSite,
  testWithBothStores,
  timeToLive,
  type Which,
} from './both-stores.ts';

const NO_ANSWER = 'no answer';

/** The answers to each operation of a store. */
function everyOperation(store: Store, which: Which): Promise<unknown>[] {
  const sid = newId();
  const operations = [
    (callback: () => void) => store.get(sid, callback),
    (callback: () => void) => store.set(sid, newSession(), callback),
    (callback: () => void) => store.destroy(sid, callback),
  ];
  if (which === 'created') {
    operations.push((callback) => store.touch?.(sid, newSession(), callback));
    operations.push((callback) => store.all?.(callback));
    operations.push((callback) => store.length?.(callback));
  }
  return operations.map((operation) => answered(operation, NO_ANSWER));
}

/** Opens a store before its database is there, and lets the database come when the store has noticed. */
async function openAfterFailure(which: Which) {
  const network = await openNetwork({ open: false });
  const uri = `${network.uri}&serverSelectionTimeoutMS=500`;
  const { store, told } = await openStore(which, uri);
  await expect.poll(() => told.length, { timeout: 10_000 }).toBeGreaterThan(0);
  await network.forward();
  return { store, uri };
}

/** Opens a store, and waits until it has done what it does at its start. */
async function openAtRest(which: Which, uri: string): Promise<Store> {
  const { store } = await openStore(which, uri);
  await expect.poll(() => timeToLive(uri), { timeout: 10_000 }).toBe(0);
  return store;
}

const ROWS: Row[] = [
  {
    name: 'an app whose database is not there when it starts goes on running',
    fault: 'the process has ended',
    async check(which, fault) {
      const { uri } = await openNetwork({ open: false });
      const MONGODB_URI = `${uri}&serverSelectionTimeoutMS=500`;
      const { visitor } = await startSite(which, { MONGODB_URI });
      const home = () =>
        visitor.get('/').then(
          ({ status }) => status,
          () => 'no answer',
        );
      await expect.poll(home, { timeout: 15_000 }).not.toBe(200);
      expect(await home(), fault).toBe(503);
    },
  },
  {
    name: 'an app without MONGODB_URI does not start, and says why',
    fault: 'it takes mongodb://127.0.0.1:27017/test in silence',
    async check(which, fault) {
      const start = startSite(which, { MONGODB_URI: '' });
      const refusal = await start.then(() => 'it has started', String);
      expect(refusal, fault).toMatch(/did not start.*MONGODB_URI must be set/s);
    },
  },
  {
    name: 'an app with an idle limit that is no number does not start, and says why',
    fault: 'it starts',
    async check(which, fault) {
      const env = { MONGODB_URI: ownDatabaseUri(), SESSION_IDLE_MINUTES: 'soon' };
      const refusal = await startSite(which, env).then(() => 'it has started', String);
      expect(refusal, fault).toMatch(/did not start.*SESSION_IDLE_MINUTES must be/s);
    },
  },
  {
    name: 'an error holds no session id, when the database is away',
    fault: 'the message holds the session id',
    async check(which, fault) {
      const network = await openNetwork({ open: false });
      const { store } = await openStore(which, `${network.uri}&serverSelectionTimeoutMS=500`);
      const sid = newId();
      for (const call of [
        (callback: () => void) => store.get(sid, callback),
        (callback: () => void) => store.destroy(sid, callback),
        (callback: () => void) => store.set(sid, newSession(), callback),
      ]) {
        const error = await answered(call, NO_ANSWER).catch((refusal: Error) => refusal);
        expect(error).toBeInstanceOf(Error);
        expect(String(error), fault).not.toContain(sid);
        expect(error).toMatchObject({ status: 503 });
      }
    },
  },
  {
    name: 'it works after a first connection that failed',
    fault: 'it never recovers',
    async check(which, fault) {
      const { store } = await openAfterFailure(which);
      const set = (callback: () => void) => store.set(newId(), newSession(), callback);
      const outcome = () => answered(set, NO_ANSWER).catch(String);
      await expect.poll(outcome, { timeout: 5_000, message: fault }).toBeUndefined();
    },
  },
  {
    name: 'it creates its index after a first connection that failed',
    fault: 'there is no index ever',
    async check(which, fault) {
      const { uri } = await openAfterFailure(which);
      await expect.poll(() => timeToLive(uri), { timeout: 5_000, message: fault }).toBe(0);
    },
  },
  {
    name: 'an operation ends while the server accepts connections and never answers',
    fault: 'it goes on without end',
    async check(which, fault) {
      const network = await openNetwork();
      const store = await openAtRest(which, network.uri);
      await network.swallow();
      const outcomes = await Promise.all(
        everyOperation(store, which).map((outcome) => outcome.catch(String)),
      );
      for (const outcome of outcomes) {
        expect(outcome, fault).not.toContain(NO_ANSWER);
        expect(outcome).toContain('The database does not answer');
      }
    },
  },
  {
    name: 'disconnect and connect are emitted as the database goes and comes',
    fault: 'it emits no disconnect',
    async check(which, fault) {
      const network = await openNetwork();
      const store = await openAtRest(which, network.uri);
      const heard: string[] = [];
      store.on('disconnect', () => heard.push('disconnect'));
      store.on('connect', () => heard.push('connect'));
      await network.refuse();
      await expect.poll(() => heard, { timeout: 5_000, message: fault }).toEqual(['disconnect']);
      await network.forward();
      await expect.poll(() => heard, { timeout: 10_000 }).toEqual(['disconnect', 'connect']);
    },
  },
];

describe('the session store in an outage', () => testWithBothStores(ROWS));
