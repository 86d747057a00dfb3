import { describe, expect, test } from 'vitest';
import type { Answer } from '../../bed/visitor.ts';
import { type Client, newPassword, newPerson } from './client.ts';
import { documentIdOf } from './record.ts';
import { oneVariant, ownSite, type Site, sharedSite, testRecord, variantsOf } from './site.ts';

const EVIL = 'https://evil.example';

/** Where a request comes from when it does not come from here. */
const FROM_ELSEWHERE = [
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site', origin: EVIL },
  { origin: EVIL },
  { origin: 'null' },
  { origin: 'http://localhost' },
];

describe.each(oneVariant())('%s', (variant) => {
  const site = sharedSite(variant);
  const { driver } = site;
  const here = () => site.url.replace('http:', 'https:');

  test('14. an unsafe request from another site is refused, and changes nothing', async () => {
    const client = await site.registered();
    const other = await site.another(client);
    const token = (await client.token()) ?? '';
    const stored = await site.contents();
    const elsewhere = [
      ...FROM_ELSEWHERE,
      { origin: site.url },
      { origin: here().replace(/\d+$/, '1') },
      { origin: `${here()}.evil.example` },
      { 'sec-fetch-site': 'cross-site', origin: here() },
    ];
    for (const headers of elsewhere) {
      for (const answer of [
        await site.client().register({ headers }),
        await site.client(client).logIn(client.password, { headers }),
        await client.logOut({ token, headers }),
        await client.send(driver.acts.revoke(documentIdOf(other.cookie)), { token, headers }),
        await client.send(driver.acts.changePassword(client.password, newPassword()), {
          token,
          headers,
        }),
      ]) {
        expect(answer.status, JSON.stringify(headers)).toBe(403);
        expect(answer.headers.getSetCookie()).toEqual([]);
      }
    }
    expect(await site.contents()).toEqual(stored);
  });

  test('14. an unsafe request from this site, or from no browser, is taken', async () => {
    const client = await site.registered();
    const headersFromHere: Record<string, string>[] = [
      {},
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'same-origin', origin: here() },
      { 'sec-fetch-site': 'none' },
      { origin: here() },
    ];
    for (const headers of headersFromHere) {
      const answer = await client.send(driver.acts.revoke('nothing'), { headers });
      expect(answer.status, JSON.stringify(headers)).toBe(404);
    }
    const headers = { 'sec-fetch-site': 'same-origin' };
    expect((await client.logOut({ headers })).status).toBe(driver.done.logOut);
    expect((await client.logIn(undefined, { headers })).status).toBe(driver.done.logIn);
  });

  test("14. a signed-in session's request needs the token of that session", async () => {
    const client = await site.registered();
    const old = await client.token();
    await client.logIn();
    const stranger = await site.registered();
    const other = await site.another(client);
    const right = (await client.token()) ?? '';
    const wrong = [
      null,
      '',
      'wrong',
      old ?? '',
      (await stranger.token()) ?? '',
      (await other.token()) ?? '',
      right.slice(0, -1),
      `${right}x`,
    ];
    const stored = await site.contents();
    for (const token of wrong) {
      for (const act of [
        driver.acts.logOut(),
        driver.acts.revoke(documentIdOf(other.cookie)),
        driver.acts.changePassword(client.password, newPassword()),
        driver.acts.register(newPerson().email, newPassword()),
        driver.acts.logIn(stranger.email, stranger.password),
      ]) {
        const { status } = await client.send(act, { token });
        expect(status, `${act.path} with ${token}`).toBe(403);
      }
    }
    expect(await site.contents()).toEqual(stored);
    expect((await client.logOut({ token: right })).status).toBe(driver.done.logOut);
  });

  test('15. GET and HEAD change nothing', async () => {
    const client = await site.registered();
    const other = await site.another(client);
    const token = (await client.token()) ?? '';
    const paths = [
      ...Object.values(driver.acts).map((act) => act(documentIdOf(other.cookie), '').path),
      ...['/', driver.home, driver.signedInOnly, '/account/sessions/revoke-others', '/nothing'],
    ];
    const query = new URLSearchParams({
      _csrf: token,
      password: newPassword(),
      current: client.password,
    });
    const stored = await site.contents();
    for (const path of paths) {
      for (const method of ['GET', 'HEAD']) {
        const headers = { 'x-csrf-token': token, 'x-http-method-override': 'DELETE' };
        await client.request(path, { method, headers });
        await client.request(`${path}?_method=DELETE&${query}`, { method, headers });
      }
    }
    expect(await site.contents()).toEqual(stored);
    expect(await client.isSignedIn()).toBe(true);
  });

  test('18. no other origin may read an answer, unless the owner says so', async () => {
    const client = await site.registered();
    for (const answer of await askFrom(EVIL, site, client)) {
      expect(corsHeaders(answer)).toEqual({});
    }
  });
});

describe.each(variantsOf('auth'))('%s', (variant) => {
  const site = sharedSite(variant, { ALLOWED_ORIGINS: EVIL });

  test('14. the token of a form counts in its field and in the header', async () => {
    const client = await site.registered();
    const token = (await client.token()) ?? '';
    const headers = { 'x-csrf-token': token };
    const none = new URLSearchParams({ current: 'x', password: 'x' });
    expect((await client.post('/account/password', none)).status).toBe(403);
    expect((await client.post('/account/password', none, { headers })).status).toBe(422);
  });

  test('14. a stale form comes back with what was typed, and can be sent again', async () => {
    const client = await site.registered();
    const { email, password } = await site.registered();
    const fields = (token: string) => new URLSearchParams({ email, password, _csrf: token });
    const stale = await client.post('/login', fields('stale'));
    expect(stale.status).toBe(403);
    expect(stale.text).toContain(
      `name="email" type="email" autocomplete="username" value="${email}"`,
    );
    const [, fresh = ''] = /<main.*name="_csrf" value="([^"]+)"/s.exec(stale.text) ?? [];
    expect((await client.post('/login', fields(fresh))).status).toBe(303);
    expect(await client.whoAmI()).toBe(email);
  });

  test('18. pages are for no other origin, whatever ALLOWED_ORIGINS says', async () => {
    const client = await site.registered();
    for (const answer of await askFrom(EVIL, site, client)) {
      expect(corsHeaders(answer)).toEqual({});
    }
    const headers = { origin: EVIL, 'sec-fetch-site': 'cross-site' };
    expect((await client.logOut({ headers })).status).toBe(403);
  });
});

describe.each(variantsOf('api'))('%s', (variant) => {
  const FRONT_END = 'https://app.example.com';

  test('14, 18. a front end of ALLOWED_ORIGINS may call and read, with its cookies; others may not', async () => {
    const site = await ownSite(variant, { ALLOWED_ORIGINS: `http://localhost:5173, ${FRONT_END}` });
    const headers = { origin: FRONT_END, 'sec-fetch-site': 'cross-site' };
    const client = site.client();
    const registered = await client.register({ headers });
    expect(registered.status).toBe(201);
    for (const answer of [registered, ...(await askFrom(FRONT_END, site, client))]) {
      expect(corsHeaders(answer)).toMatchObject({
        'access-control-allow-origin': FRONT_END,
        'access-control-allow-credentials': 'true',
      });
      expect(answer.headers.get('vary')).toMatch(/\borigin\b/i);
    }
    const preflight = await client.request('/api/session', {
      method: 'OPTIONS',
      headers: { origin: FRONT_END, 'access-control-request-method': 'DELETE' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toMatch(/\bDELETE\b/);
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/\bx-csrf-token\b/);

    for (const origin of [EVIL, `${FRONT_END}.evil.example`, 'null', 'http://app.example.com']) {
      for (const answer of await askFrom(origin, site, client)) {
        expect(corsHeaders(answer), origin).toEqual({});
      }
      const answer = await client.logOut({ headers: { ...headers, origin } });
      expect(answer.status, origin).toBe(403);
    }
    // The token is asked for all the same.
    expect((await client.logOut({ headers, token: null })).status).toBe(403);
    expect((await client.logOut({ headers })).status).toBe(204);
  });
});

/** Answers of all kinds to requests and preflights from an origin. */
async function askFrom(origin: string, { driver }: Site, client: Client): Promise<Answer[]> {
  const answers: Answer[] = [];
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  };
  for (const path of [driver.home, driver.signedInOnly, driver.acts.logOut().path, '/nothing']) {
    for (const method of ['GET', 'OPTIONS', 'POST']) {
      answers.push(await client.request(path, { method, headers }));
    }
  }
  return answers;
}

function corsHeaders({ headers }: Answer): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control')));
}

testRecord();
