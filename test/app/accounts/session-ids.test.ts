import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ownDatabaseUri, SECRET, startApp } from '../../bed/app.ts';
import { Visitor } from '../../bed/visitor.ts';
import { newPassword, newPerson } from './client.ts';
import { idOf } from './record.ts';
import { oneVariant, type Site, sharedSite, testRecord } from './site.ts';

function sign(id: string, secret: string): string {
  const signature = createHmac('sha256', secret).update(id).digest('base64').replace(/=+$/, '');
  return `__Host-session=${encodeURIComponent(`s:${id}.${signature}`)}`;
}

const EXPIRED = 'Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax';

describe.each(oneVariant())('%s', (variant) => {
  const site = sharedSite(variant);
  const { driver } = site;

  test('1. a login and a password change give a new session id, and the old one is worth nothing', async () => {
    const client = await site.registered();
    const renewals = { 'a login': () => client.logIn(), 'a change': () => client.changePassword() };
    for (const [what, renew] of Object.entries(renewals)) {
      const old = client.cookie;
      expect(await site.isStored(old), what).toBe(true);
      await renew();
      expect(idOf(client.cookie), what).not.toBe(idOf(old));
      expect(await site.isStored(old), what).toBe(false);
      expect(await site.isSignedIn(client, old), what).toBe(false);
      expect(await client.isSignedIn(), what).toBe(true);
    }
  });

  test('2. session ids have 128 random bits and more, with nothing personal in them', async () => {
    const client = await site.registered();
    const user = await site.users.findOne({ email: client.email });
    const ids: Buffer[] = [];
    for (let login = 0; login < 6; login += 1) {
      await client.logIn();
      expect(idOf(client.cookie)).toMatch(/^[\w-]{22,}$/);
      ids.push(Buffer.from(idOf(client.cookie), 'base64url'));
    }
    // A counter, a time or a name would show as bytes that stay the same.
    const varied = [...(ids[0] ?? [])].filter(
      (_, index) => new Set(ids.map((id) => id[index])).size > 4,
    );
    expect(varied.length).toBeGreaterThanOrEqual(16);
    for (const personal of [client.email, user?._id.toHexString() ?? '']) {
      expect(decodeURIComponent(client.cookie)).not.toContain(personal);
      for (const id of ids) expect(id.toString('latin1')).not.toContain(personal);
    }
  });

  test('3. an id that the app has not given out is never stored, and signs nobody in', async () => {
    const client = await site.registered();
    const { cookie } = client;
    await client.logOut();
    const id = randomBytes(24).toString('base64url');
    const forged = {
      unsigned: `__Host-session=${id}`,
      'signed with another secret': sign(id, randomBytes(32).toString('hex')),
      'rightly signed, but of a session that has ended': cookie,
      'rightly signed, but unknown': sign(id, SECRET),
    };
    const stored = await site.sessions.countDocuments();
    const planted = site.client(client);
    for (const [how, value] of Object.entries(forged)) {
      planted.cookie = value;
      expect(await planted.whoAmI(), how).toBeUndefined();
      expect((await planted.get(driver.signedInOnly)).status, how).toBe(driver.signedOutStatus);
      expect(await site.sessions.countDocuments(), how).toBe(stored);
    }
    // Nor does a login make it known.
    const known = planted.cookie;
    expect((await planted.logIn()).status).toBe(driver.done.logIn);
    expect(idOf(planted.cookie)).not.toBe(id);
    expect(await site.isStored(known)).toBe(false);
    expect(await site.sessions.countDocuments({ _id: id })).toBe(0);
    expect(await site.isSignedIn(client, known)).toBe(false);
  });

  test('3. a session id in a URL or in a body counts for nothing', async () => {
    const client = await site.registered();
    const [name = '', value = ''] = client.cookie.split('=');
    for (const key of ['sid', 'sessionID', 'connect.sid', name]) {
      for (const id of [decodeURIComponent(value), idOf(client.cookie)]) {
        const query = `?${new URLSearchParams({ [key]: id })}`;
        const stranger = site.client();
        expect(driver.readAddress(await stranger.get(driver.home + query))).toBe(undefined);
        const act = driver.acts.logOut();
        const planted = { ...act, path: act.path + query, fields: { ...act.fields, [key]: id } };
        await stranger.send(planted);
      }
    }
    expect(await client.isSignedIn()).toBe(true);
  });

  test('4. in production the cookie is exactly __Host-session, and goes with the same attributes', async () => {
    const client = site.client();
    const { headers } = await client.register();
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-device=[\w.-]+; Max-Age=31536000; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
      ),
      expect.stringMatching(
        /^__Host-session=s%3A[\w-]{22,}\.[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    const logout = await client.logOut();
    expect(logout.headers.getSetCookie()).toEqual([`__Host-session=; ${EXPIRED}`]);
  });

  test('4. in development the cookie has a name of its own, and HTTP may carry it', async () => {
    const MONGODB_URI = ownDatabaseUri();
    const app = await startApp(variant, { MONGODB_URI });
    const { path, fields, method } = driver.acts.register('ann@example.com', newPassword());
    const visitor = new Visitor(() => app.url);
    const { body } = driver.encode(fields ?? {}, undefined);
    const { headers } = await visitor.request(path, { method, body });
    const pattern = `^${variant}\\.session=s%3A[^;]+; Path=/; HttpOnly; SameSite=Lax$`;
    const device = expect.stringContaining(`${variant}.device=`);
    expect(headers.getSetCookie()).toEqual([device, expect.stringMatching(new RegExp(pattern))]);
    const home = await visitor.get(driver.home);
    expect(driver.readAddress(home)).toBe('ann@example.com');
    expect(home.headers.get('strict-transport-security')).toBeNull();
  });

  test('4. in production an insecure request is refused with the reason, which is logged once', async () => {
    const client = await site.registered();
    const headers = { 'x-forwarded-proto': 'http' };
    const stored = await site.contents();
    for (const path of [driver.home, driver.signedInOnly]) {
      const { status, headers: led } = await client.get(path, { headers });
      expect(status).toBe(308);
      expect(led.get('location')).toMatch(new RegExp(`^https://[^/]+${path}$`));
      expect(led.getSetCookie()).toEqual([]);
      expect(led.get('strict-transport-security')).toBeNull();
    }
    for (const [answer, words] of [
      [await client.logOut({ headers }), 'Send this again over HTTPS'],
      [await site.client().register({ headers }), 'Send this again over HTTPS'],
      [await new Visitor(() => site.url).get(driver.home), 'TRUST_PROXY'],
    ] as const) {
      expect(answer.status).toBe(400);
      expect(answer.text).toContain(words);
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(answer.headers.get('strict-transport-security')).toBeNull();
    }
    expect(await site.contents()).toEqual(stored);
    expect(site.app.output().match(/insecure/g)).toHaveLength(1);
    for (const path of ['/livez', '/readyz']) {
      expect((await client.get(path, { headers })).status, path).toBe(200);
    }
  });

  test('4. X-Forwarded-Proto counts for nothing from a proxy that is not trusted', async () => {
    const MONGODB_URI = ownDatabaseUri();
    const app = await startApp(variant, { MONGODB_URI, NODE_ENV: 'production', TRUST_PROXY: '' });
    const answer = await new Visitor(() => app.url).get(driver.home, {
      headers: { 'x-forwarded-proto': 'https' },
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test('5. a visitor who only looks is given no cookie, and nothing is written', async () => {
    await site.registered();
    const stored = await site.contents();
    const stranger = site.client(newPerson());
    for (const path of anonymousPaths(site)) {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) {
        const { headers } = await stranger.request(path, { method });
        expect(headers.getSetCookie(), `${method} ${path}`).toEqual([]);
      }
    }
    expect(await site.contents()).toEqual(stored);
  });
});

function anonymousPaths({ driver, variant }: Site): string[] {
  const pages = ['/login', '/login?next=/account', '/register', '/static/style.css'];
  const both = ['/livez', '/readyz', '/nothing', driver.home, driver.signedInOnly];
  return variant.startsWith('auth') ? [...both, ...pages] : [...both, '/api/csrf'];
}

testRecord();
