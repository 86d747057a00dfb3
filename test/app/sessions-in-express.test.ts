import { describe, expect } from 'vitest';
import { ownDatabaseUri } from '../bed/app.ts';
import { openNetwork } from '../bed/network.ts';
import { Visitor } from '../bed/visitor.ts';
import { type Row, type Site, startSite, testWithBothStores, type Which } from './both-stores.ts';

/** A site with a database of its own, and a visitor who is signed in as Ann. */
async function signedIn(which: Which, env: Record<string, string> = {}): Promise<Site> {
  const site = await startSite(which, { MONGODB_URI: ownDatabaseUri(), ...env });
  expect((await site.visitor.post('/login', { name: 'Ann' })).status).toBe(200);
  return site;
}

const HELD = { headers: { 'x-hold': 'request' } };

/** Sends the visitor's session back in time, as if its last request had been longer ago. */
async function age({ collection }: Site, seconds: number): Promise<number> {
  const [document] = await collection.find().toArray();
  const earlier = (date: Date) => new Date(date.getTime() - seconds * 1_000);
  const expires = earlier(document?.expires ?? new Date(Number.NaN));
  // The bare store knows no `lastSeenAt`, and does not mind it.
  const lastSeenAt = new Date(Date.now() - seconds * 1_000);
  await collection.updateOne({}, { $set: { expires, lastSeenAt } });
  return expires.getTime();
}

async function expiry({ collection }: Site): Promise<number> {
  return (await collection.findOne())?.expires.getTime() ?? Number.NaN;
}

const STAYS = 'the expiry never moves';

/** A request moves the expiry, but not when the last one that did was less than `interval` seconds ago. */
function sliding(idleMinutes: number, interval: number): Row {
  return {
    name: `with an idle limit of ${idleMinutes} minutes a request moves the expiry once in ${interval} s`,
    fault: STAYS,
    async check(which, fault) {
      const site = await signedIn(which, { SESSION_IDLE_MINUTES: String(idleMinutes) });
      const soon = await age(site, interval * 0.6);
      await site.visitor.get('/look');
      expect(await expiry(site)).toBe(soon);
      const later = await age(site, interval + 1);
      await site.visitor.get('/look');
      const moved = await expiry(site);
      expect(moved, fault).toBeGreaterThan(later);
      expect(Math.abs(moved - (Date.now() + idleMinutes * 60_000))).toBeLessThan(10_000);
      await site.visitor.get('/look');
      expect(await expiry(site)).toBe(moved);
    },
  };
}

const ROWS: Row[] = [
  sliding(120, 60),
  sliding(5, 30),
  {
    name: 'a slow request that ends after a logout does not sign in again',
    fault: 'the session is back',
    async check(which, fault) {
      const site = await signedIn(which);
      const { cookie } = site.visitor;
      const slow = site.visitor.post('/edit', { colour: 'blue' }, HELD);
      await site.holding(1);
      const other = new Visitor(() => site.url);
      other.cookie = cookie;
      expect((await other.post('/logout')).status).toBe(204);
      site.release();
      await slow;
      expect(await site.collection.find().toArray(), fault).toEqual([]);
      other.cookie = cookie;
      expect((await other.get('/')).json()).toMatchObject({ isLoggedIn: false });
    },
  },
  {
    name: 'a new session id that a logout has overtaken is not stored',
    fault: 'the session goes on under its new id',
    async check(which, fault) {
      const site = await signedIn(which);
      const other = new Visitor(() => site.url);
      other.cookie = site.visitor.cookie;
      const renewal = site.visitor.post('/login', { name: 'Ann' }, HELD);
      await site.holding(1);
      await other.post('/logout');
      site.release();
      const { status, headers } = await renewal;
      expect(await site.collection.find().toArray(), fault).toEqual([]);
      expect(status).toBe(401);
      expect(headers.getSetCookie()).toEqual([]);
    },
  },
  {
    name: 'a login whose session cannot be stored is no login',
    fault: 'the client holds a cookie that the database lacks',
    async check(which, fault) {
      const site = await signedIn(which);
      await site.collection.createIndex({ 'session.user.name': 1 }, { unique: true });
      const answer = await new Visitor(() => site.url).post('/login', { name: 'Ann' });
      expect(answer.headers.getSetCookie(), fault).toEqual([]);
      // The database has answered: it is no outage.
      expect(answer.status).toBe(500);
    },
  },
  {
    name: 'a login whose old session cannot be ended is no login',
    fault: 'the login succeeds beside the old session',
    async check(which, fault) {
      const network = await openNetwork();
      const uri = `${network.uri}&serverSelectionTimeoutMS=1500`;
      const site = await signedIn(which, { MONGODB_URI: uri });
      const { cookie } = site.visitor;
      const login = site.visitor.post('/login', { name: 'Ann' }, HELD);
      await site.holding(1);
      await network.refuse();
      site.release();
      const { status, headers } = await login;
      expect(status, fault).toBe(503);
      expect(headers.getSetCookie()).toEqual([]);
      await network.forward();
      site.visitor.cookie = cookie;
      const home = async () => (await site.visitor.get('/')).text;
      await expect.poll(home, { timeout: 10_000 }).toContain('"isLoggedIn":true');
    },
  },
  {
    name: 'a session that could not be read is not deleted',
    fault: 'the session is gone',
    async check(which, fault) {
      const network = await openNetwork();
      const uri = `${network.uri}&serverSelectionTimeoutMS=2500`;
      const site = await signedIn(which, { MONGODB_URI: uri });
      await network.refuse();
      const failed = site.visitor.get('/', { headers: { 'x-hold': 'error' } });
      await site.holding(1);
      // The database is back when the answer is sent: whatever is to be deleted is deleted now.
      await network.forward();
      site.release();
      const { status } = await failed;
      const home = async () => (await site.visitor.get('/')).status;
      await expect.poll(home, { timeout: 10_000 }).toBe(200);
      expect(await site.collection.countDocuments(), fault).toBe(1);
      expect(status, site.output()).toBe(503);
    },
  },
  {
    name: 'an answer stands when the save at its end fails, and the log says nothing of the session',
    fault: 'the log holds the session',
    async check(which, fault) {
      const site = await signedIn(which);
      await site.visitor.post('/edit', { colour: 'ultramarine' });
      await site.collection.createIndex({ 'session.colour': 1 }, { unique: true });
      const other = new Visitor(() => site.url);
      expect((await other.post('/login', { name: 'Bob' })).status).toBe(200);
      const answer = await other.post('/edit', { colour: 'ultramarine' });
      expect(answer.json()).toEqual({ edited: true });
      await expect.poll(site.output, { timeout: 5_000 }).toMatch(/database refused|Error setting/);
      expect(site.output(), fault).not.toMatch(/ultramarine|Bob/);
    },
  },
];

describe('sessions in Express', () => testWithBothStores(ROWS));
