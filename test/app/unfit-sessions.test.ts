import { describe, expect } from 'vitest';
import { ownDatabaseUri } from '../bed/app.ts';
import { Visitor } from '../bed/visitor.ts';
import { type Row, type Site, startSite, testWithBothStores, type Which } from './both-stores.ts';

async function signedIn(which: Which): Promise<Site> {
  const site = await startSite(which, { MONGODB_URI: ownDatabaseUri() });
  await site.visitor.post('/login', { name: 'Ann' });
  return site;
}

/** The status of an answer that came to its end in time, or what happened instead. */
async function outcome(visitor: Visitor, path: string): Promise<string> {
  const answer = visitor.get(path).then(
    ({ status, text }) => `${status} ${text}`,
    () => 'the connection broke',
  );
  const patience = new Promise<string>((resolve) => setTimeout(resolve, 3_000, 'no answer'));
  return Promise.race([answer, patience]);
}

/** A value in the session that JSON cannot carry: the request is answered, and the log names the key. */
function refuses(what: string, path: string, who: 'signed in' | 'anonymous'): Row {
  return {
    name: `${what} in the session of a visitor who is ${who} is an error that names its key`,
    fault: 'the request hangs',
    async check(which, fault) {
      const site = await signedIn(which);
      const visitor = who === 'anonymous' ? new Visitor(() => site.url) : site.visitor;
      expect(await outcome(visitor, path), fault).toMatch(/^500 /);
      await expect.poll(site.output).toMatch(/session.*"balance"/);
      expect(await outcome(site.visitor, '/look')).toBe('200 {"isLoggedIn":true}');
      expect(JSON.stringify(await site.collection.find().toArray())).not.toContain('balance');
    },
  };
}

/** The same in a response that is on its way already: its status stands, and the process must. */
function survives(who: 'signed in' | 'anonymous'): Row {
  return {
    name: `a piped answer to a visitor who is ${who} with a BigInt in the session does not end the app`,
    fault: 'the process has ended',
    async check(which, fault) {
      const site = await signedIn(which);
      const visitor = who === 'anonymous' ? new Visitor(() => site.url) : site.visitor;
      expect(await outcome(visitor, '/piped-bigint'), fault).toBe('200 one two three');
      expect(await outcome(site.visitor, '/look'), fault).toBe('200 {"isLoggedIn":true}');
      await expect.poll(site.output).toMatch(/session.*"balance"/);
      expect(JSON.stringify(await site.collection.find().toArray())).not.toContain('balance');
    },
  };
}

const LARGE = { note: 'x'.repeat(17 * 1024) };

const ROWS: Row[] = [
  refuses('a BigInt', '/bigint', 'signed in'),
  refuses('a BigInt', '/bigint', 'anonymous'),
  refuses('a cycle', '/cycle', 'signed in'),
  survives('signed in'),
  survives('anonymous'),
  {
    name: 'a session over 16 KB that is saved before the answer is an error',
    fault: 'the large session is stored',
    async check(which, fault) {
      const site = await signedIn(which);
      expect((await site.visitor.post('/save', LARGE)).status, fault).toBe(500);
      await expect
        .poll(site.output)
        .toMatch(/a session of \d+ bytes is over the limit of 16384 bytes/);
      expect(site.output()).not.toContain('xxx');
      expect((await site.visitor.get('/look')).json()).toEqual({ isLoggedIn: true });
    },
  },
  {
    name: 'a session over 16 KB at the end of a response is not stored, and is told in the log',
    fault: 'the large session is stored',
    async check(which, fault) {
      const site = await signedIn(which);
      expect((await site.visitor.post('/edit', LARGE)).json()).toEqual({ edited: true });
      const stored = JSON.stringify(await site.collection.find().toArray());
      expect(stored.length, fault).toBeLessThan(16 * 1024);
      await expect.poll(site.output).toMatch(/over the limit of 16384 bytes/);
      expect((await site.visitor.get('/look')).json()).toEqual({ isLoggedIn: true });
    },
  },
];

describe('a session that cannot be stored', () => testWithBothStores(ROWS));
