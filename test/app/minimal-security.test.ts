import { createHash, createHmac, randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Language, ownDatabaseUri, type RunningApp, SECRET, startApp } from '../bed/app.ts';
import { openNetwork } from '../bed/network.ts';
import { sample } from '../bed/sample.ts';
import { type Answer, type Visit, Visitor } from '../bed/visitor.ts';

const LANGUAGES = sample<Language>('languages of minimal', ['typescript', 'javascript'], 1);
const HTTPS = { 'x-forwarded-proto': 'https' };
const HOUR = 3_600_000;

/** A browser that reaches the app through a proxy that ends TLS. */
class HttpsVisitor extends Visitor {
  override request(path: string, visit: Visit): Promise<Answer> {
    return super.request(path, { ...visit, headers: { ...HTTPS, ...visit.headers } });
  }

  /** The same browser with another cookie, or with none. */
  static with(app: RunningApp, cookie = ''): HttpsVisitor {
    const visitor = new HttpsVisitor(() => app.url);
    visitor.cookie = cookie;
    return visitor;
  }
}

interface SessionDocument {
  _id: string;
  createdAt: Date;
  lastSeenAt: Date;
  expires: Date;
}

/** The app in production behind one proxy, its stored sessions, and a visitor who has signed in. */
async function signedIn(language: Language, more: Record<string, string> = {}) {
  const env = { MONGODB_URI: ownDatabaseUri(), NODE_ENV: 'production', TRUST_PROXY: '1', ...more };
  const app = await startApp(language, env);
  const client = new MongoClient(env.MONGODB_URI);
  onTestFinished(() => client.close());
  const sessions = client.db().collection<SessionDocument>('sessions');
  const visitor = HttpsVisitor.with(app);
  const login = await visitor.post('/login', { name: 'Ann' });
  expect(login.status).toBe(200);
  return { app, sessions, visitor, login };
}

async function isSignedIn(app: RunningApp, cookie: string): Promise<unknown> {
  return (await HttpsVisitor.with(app, cookie).get('/')).json().isLoggedIn;
}

/** The session id in a cookie. */
function idOf(cookie: string): string {
  return /=s:([^.]+)\./.exec(decodeURIComponent(cookie))?.[1] ?? '';
}

function sign(id: string, secret: string): string {
  const signature = createHmac('sha256', secret).update(id).digest('base64').replace(/=+$/, '');
  return `__Host-session=${encodeURIComponent(`s:${id}.${signature}`)}`;
}

const hash = (id: string) => createHash('sha256').update(id).digest('base64url');
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds);

describe.each(LANGUAGES)('the minimal app in %s', (language) => {
  test('gives a new session id at each login, and forgets the old one', async () => {
    const { app, sessions, visitor } = await signedIn(language);
    const old = visitor.cookie;
    await visitor.post('/login', { name: 'Ann' });
    expect(idOf(visitor.cookie)).not.toBe(idOf(old));
    const ids = (await sessions.find().toArray()).map(({ _id }) => _id);
    expect(ids).toEqual([hash(idOf(visitor.cookie))]);
    expect(await isSignedIn(app, old)).toBe(false);
    expect(await isSignedIn(app, visitor.cookie)).toBe(true);
  });

  test('has session ids of 128 random bits and more, with nothing personal in them', async () => {
    const { visitor } = await signedIn(language);
    const ids: Buffer[] = [];
    for (let login = 0; login < 40; login += 1) {
      await visitor.post('/login', { name: 'Ann' });
      expect(idOf(visitor.cookie)).toMatch(/^[\w-]+$/);
      ids.push(Buffer.from(idOf(visitor.cookie), 'base64url'));
    }
    // A counter, a time or a name would show as bytes that stay the same.
    const varied = [...(ids[0] ?? [])].filter(
      (_, index) => new Set(ids.map((id) => id[index])).size > 20,
    );
    expect(varied.length).toBeGreaterThanOrEqual(16);
  });

  test('never stores an id that it has not given out', async () => {
    const { app, sessions, visitor } = await signedIn(language);
    await visitor.post('/logout');
    const id = randomBytes(24).toString('base64url');
    const forged = {
      unsigned: `__Host-session=${id}`,
      'signed with another secret': sign(id, randomBytes(32).toString('hex')),
      'rightly signed, but unknown': sign(id, SECRET),
    };
    for (const [how, cookie] of Object.entries(forged)) {
      const planted = HttpsVisitor.with(app, cookie);
      expect((await planted.get('/')).json(), how).toMatchObject({ isLoggedIn: false });
      expect(await sessions.countDocuments(), how).toBe(0);
      await planted.post('/login', { name: 'Ann' });
      expect(idOf(planted.cookie), how).toMatch(/^[\w-]{22,}$/);
      expect(await sessions.countDocuments({ _id: { $in: [id, hash(id)] } }), how).toBe(0);
      expect(await isSignedIn(app, cookie), how).toBe(false);
      await planted.post('/logout');
    }
  });

  test('takes no session id from a URL or a body', async () => {
    const { app, visitor } = await signedIn(language);
    const [name, value] = visitor.cookie.split('=') as [string, string];
    for (const key of ['sid', 'sessionID', 'connect.sid', name]) {
      for (const id of [value, idOf(visitor.cookie)]) {
        const answer = await HttpsVisitor.with(app).get(`/?${key}=${id}`);
        expect(answer.json()).toMatchObject({ isLoggedIn: false });
      }
    }
    const stranger = HttpsVisitor.with(app);
    await stranger.post('/login', { name: 'Bob', sid: value, sessionID: idOf(visitor.cookie) });
    expect(idOf(stranger.cookie)).not.toBe(idOf(visitor.cookie));
  });

  test('in production has a __Host- cookie with exactly the attributes it should have', async () => {
    const { login } = await signedIn(language);
    expect(login.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-session=s%3A[\w-]{22,}\.[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
  });

  test('in development has a cookie of its own name, which HTTP may carry', async () => {
    const app = await startApp(language, { MONGODB_URI: ownDatabaseUri() });
    const visitor = new Visitor(() => app.url);
    const { headers } = await visitor.post('/login', { name: 'Ann' });
    const pattern = `^minimal-${language}\\.session=s%3A[^;]+; Path=/; HttpOnly; SameSite=Lax$`;
    expect(headers.getSetCookie()).toEqual([expect.stringMatching(new RegExp(pattern))]);
    expect((await visitor.get('/')).json()).toMatchObject({ isLoggedIn: true });
    const logout = await visitor.post('/logout');
    expect(logout.headers.get('clear-site-data')).toBeNull();
    expect(logout.headers.getSetCookie()).toEqual([
      `minimal-${language}.session=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax`,
    ]);
  });

  test('in production refuses an insecure request, says why, and logs it once', async () => {
    const { app, sessions } = await signedIn(language);
    const insecure = new Visitor(() => app.url);
    for (const answer of [
      await insecure.get('/'),
      await insecure.post('/login', { name: 'Ann' }),
      await insecure.post('/logout'),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.text).toContain('TRUST_PROXY');
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    // A proxy that is trusted says that it came without TLS: the same page is there with it.
    const led = await insecure.get('/', { headers: { 'x-forwarded-proto': 'http' } });
    expect(led.status).toBe(308);
    expect(led.headers.get('location')).toMatch(/^https:/);
    expect(led.headers.getSetCookie()).toEqual([]);
    expect(await sessions.countDocuments()).toBe(1);
    expect(app.output().match(/insecure/g)).toHaveLength(1);
    expect((await insecure.get('/livez')).status).toBe(200);
    expect((await insecure.get('/readyz')).status).toBe(200);
  });

  test('in production believes X-Forwarded-Proto of no proxy that it was not told to trust', async () => {
    const MONGODB_URI = ownDatabaseUri();
    for (const TRUST_PROXY of ['', '192.0.2.1']) {
      const app = await startApp(language, { MONGODB_URI, NODE_ENV: 'production', TRUST_PROXY });
      const answer = await HttpsVisitor.with(app).post('/login', { name: 'Ann' });
      expect(answer.status).toBe(400);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  });

  test('sets no cookie for a visitor who only looks, and writes nothing', async () => {
    const { app, sessions, visitor } = await signedIn(language);
    await visitor.post('/logout');
    const stranger = HttpsVisitor.with(app);
    for (const answer of [
      await stranger.get('/'),
      await stranger.get('/nothing'),
      await stranger.get('/livez'),
      await stranger.get('/readyz'),
      await stranger.request('/', { method: 'HEAD' }),
      await stranger.request('/', { method: 'OPTIONS' }),
      await stranger.post('/login', { name: '' }),
    ]) {
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect(await sessions.countDocuments()).toBe(0);
  });

  test('ends a session after the idle limit, and extends it with activity', async () => {
    const { sessions, visitor } = await signedIn(language, { SESSION_IDLE_MINUTES: '60' });
    const idleFor = async (milliseconds: number) => {
      const dates = { lastSeenAt: ago(milliseconds), expires: ago(milliseconds - HOUR) };
      await sessions.updateOne({}, { $set: dates });
    };
    await idleFor(0.9 * HOUR);
    expect((await visitor.get('/nothing')).status).toBe(404);
    const { expires } = (await sessions.findOne()) as SessionDocument;
    expect(Math.abs(expires.getTime() - Date.now() - HOUR)).toBeLessThan(30_000);
    await idleFor(1.01 * HOUR);
    expect((await visitor.get('/')).json()).toEqual({ isLoggedIn: false, user: null, visits: 0 });
  });

  test('ends a session after the absolute limit, whatever the activity', async () => {
    const { sessions, visitor } = await signedIn(language, { SESSION_ABSOLUTE_HOURS: '8' });
    const createdAt = ago(7.5 * HOUR);
    await sessions.updateOne({}, { $set: { createdAt, lastSeenAt: ago(61_000) } });
    // One request that only touches the session, and one that writes it.
    for (const path of ['/nothing', '/']) {
      await visitor.get(path);
      const document = (await sessions.findOne()) as SessionDocument;
      expect(document.createdAt).toEqual(createdAt);
      expect(document.expires.getTime()).toBe(createdAt.getTime() + 8 * HOUR);
    }
    // Even a document that claims to live on has its end.
    const expires = new Date(Date.now() + HOUR);
    await sessions.updateOne({}, { $set: { createdAt: ago(8.01 * HOUR), expires } });
    expect((await visitor.get('/')).json()).toMatchObject({ isLoggedIn: false });
  });

  test('ends a session at logout, by POST only, in the database and in the browser', async () => {
    const { app, sessions, visitor } = await signedIn(language);
    const { cookie } = visitor;
    expect((await visitor.get('/logout')).status).toBe(404);
    expect(await isSignedIn(app, cookie)).toBe(true);

    const { status, headers } = await visitor.post('/logout');
    expect(status).toBe(204);
    // Chromium takes seconds for it, and nothing here may be cached anyway.
    expect(headers.get('clear-site-data')).toBeNull();
    expect(headers.getSetCookie()).toEqual([
      '__Host-session=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax',
    ]);
    expect(await sessions.countDocuments()).toBe(0);
    expect(await isSignedIn(app, cookie)).toBe(false);
  });

  test('leaves no session behind when requests overlap a logout', async () => {
    const { app, sessions, visitor } = await signedIn(language);
    for (let round = 0; round < 15; round += 1) {
      await visitor.post('/login', { name: 'Ann' });
      const { cookie } = visitor;
      // Each of them counts a visit, and so writes the session at its end.
      const visits = Array.from({ length: 6 }, () => HttpsVisitor.with(app, cookie).get('/'));
      await Promise.all([...visits, visitor.post('/logout')]);
      expect(await sessions.countDocuments()).toBe(0);
    }
  });

  test('forbids caches to store what a signed-in visitor gets, and what sets a cookie', async () => {
    const { visitor, login } = await signedIn(language);
    const answers = [
      login,
      await visitor.get('/'),
      await visitor.get('/nothing'),
      await visitor.post('/login', { name: '' }),
      await visitor.post('/logout'),
    ];
    for (const { headers } of answers) expect(headers.get('cache-control')).toBe('no-store');
  });

  test('lets no other origin read an answer', async () => {
    const { visitor } = await signedIn(language);
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    };
    for (const path of ['/', '/login', '/logout', '/readyz', '/nothing']) {
      for (const method of ['GET', 'OPTIONS', 'POST']) {
        const answer = await visitor.request(path, { method, headers });
        const names = [...answer.headers.keys()].filter((name) =>
          name.startsWith('access-control'),
        );
        expect(names, `${method} ${path}`).toEqual([]);
      }
    }
  });

  test('tells nothing of its inside, and no secret, in an error or in its log', async () => {
    const network = await openNetwork();
    const env = { MONGODB_URI: network.uri, LOG_LEVEL: 'debug' };
    const { app, visitor } = await signedIn(language, env);
    const { cookie } = visitor;
    const send = async (path: string, body: string) => {
      const headers = { ...HTTPS, cookie, 'content-type': 'application/json' };
      const answer = await fetch(app.url + path, { method: 'POST', headers, body });
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    };
    const errors = [
      await visitor.get('/nothing?token=canary'),
      await visitor.get('/%ff?token=canary'),
      await visitor.post('/login?token=canary', { password: 'canary' }),
      await send('/login?token=canary', '{"name":"Ann","password":canary}'),
      await send('/login?token=canary', JSON.stringify({ password: 'canary'.repeat(50_000) })),
      await new Visitor(() => app.url).get('/?token=canary'),
    ];
    await network.refuse();
    errors.push(await visitor.get('/?token=canary'));
    errors.push(await visitor.post('/login?token=canary', { name: 'Ann', password: 'canary' }));
    await expect.poll(app.output, { timeout: 10_000 }).toContain('no database');

    expect(errors.map(({ status }) => status)).toEqual([404, 404, 422, 400, 413, 400, 503, 503]);
    for (const { headers } of errors) expect(headers.get('x-powered-by')).toBeNull();
    for (const said of [...errors.map(({ text }) => text), app.output()]) {
      expect(said).not.toMatch(/canary|\n {4}at |node_modules/);
      for (const secret of [SECRET, idOf(cookie), hash(idOf(cookie))]) {
        expect(said).not.toContain(secret);
      }
    }
  });
});
