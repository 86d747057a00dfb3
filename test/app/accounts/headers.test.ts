import { describe, expect, test } from 'vitest';
import type { Answer } from '../../bed/visitor.ts';
import { newPassword, newPerson } from './client.ts';
import { oneVariant, sharedSite, testRecord, variantsOf } from './site.ts';

const POLICY = [
  "default-src 'self'",
  "form-action 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

function expectSecurityHeaders({ headers }: Answer, what: string) {
  const policy = headers.get('content-security-policy') ?? '';
  expect(
    policy.split(';').map((part) => part.trim()),
    what,
  ).toEqual(POLICY);
  expect(Object.fromEntries(headers), what).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'strict-transport-security': 'max-age=31536000',
    'x-frame-options': 'DENY',
  });
}

describe.each(oneVariant())('%s', (variant) => {
  const site = sharedSite(variant);
  const { driver } = site;

  let answers: ReturnType<typeof collectAnswers> | undefined;

  /** An answer of every status, but for an outage's 503. Several tests look at the same. */
  function answersOfAllKinds() {
    answers ??= collectAnswers();
    return answers;
  }

  async function collectAnswers() {
    const client = await site.registered();
    const broken = await site.registered();
    const { email } = broken;
    await site.users.updateOne({ email }, { $set: { password: 'canary, and no hash at all' } });
    return {
      home: [200, await client.get(driver.home)],
      'a login': [driver.done.logIn, await client.logIn()],
      'a change': [driver.done.changePassword, await client.changePassword()],
      'no text': [400, await client.send({ ...driver.acts.changePassword('', ''), fields: {} })],
      'wrong password': [401, await site.client(client).logIn(newPassword())],
      'signed out': [driver.signedOutStatus, await site.client().get(driver.signedInOnly)],
      'no token': [403, await client.logOut({ token: null })],
      'not found': [404, await client.get('/nothing')],
      'a broken path': [400, await client.revoke('%ff')],
      taken: [
        driver.takenStatus,
        await site.client({ ...newPerson(), email: client.email }).register(),
      ],
      'too much': [413, await site.client().send(driver.acts.logIn('x'.repeat(30_000), ''))],
      'refused fields': [422, await client.changePassword('short')],
      'a fault of ours': [500, await site.client(broken).logIn()],
      'a logout': [driver.done.logOut, await client.logOut()],
    } as const;
  }

  test('16. every answer has the security headers, errors included', async () => {
    for (const [what, [status, answer]] of Object.entries(await answersOfAllKinds())) {
      expect(answer.status, `${what}: ${answer.text}`).toBe(status);
      expectSecurityHeaders(answer, what);
    }
    const stranger = site.client();
    for (const path of ['/livez', '/readyz', '/static/style.css']) {
      expectSecurityHeaders(await stranger.get(path), path);
    }
    const preflight = { method: 'OPTIONS', headers: { origin: 'https://evil.example' } };
    expectSecurityHeaders(await stranger.request('/', preflight), 'OPTIONS');
  });

  test('17. no cache stores what a signed-in visitor gets, or what sets a cookie', async () => {
    for (const [what, [, answer]] of Object.entries(await answersOfAllKinds())) {
      expect(answer.headers.get('cache-control'), what).toBe('no-store');
    }
    const client = await site.registered();
    expect((await client.get(driver.signedInOnly)).headers.get('cache-control')).toBe('no-store');
    const { cookie } = client;
    await site.users.deleteOne({ email: client.email });
    const signedOut = await client.get(driver.signedInOnly);
    expect(signedOut.headers.getSetCookie()).toHaveLength(1);
    expect(signedOut.headers.get('cache-control')).toBe('no-store');
    expect(await site.isStored(cookie)).toBe(false);
  });
});

/** Where a link must not lead, in every spelling that a browser or a parser may take for a path. */
const ELSEWHERE = [
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  ' //evil.example',
  '/.//evil.example',
  '/x/..//evil.example',
  'https://evil.example',
  'https:evil.example',
  'HTTPS:\\\\evil.example',
  'javascript:alert(1)',
  'evil.example',
  '%2F%2Fevil.example',
  '/%5Cevil.example',
  '/account\r\nlocation: https://evil.example',
];

describe.each(variantsOf('auth'))('%s', (variant) => {
  const site = sharedSite(variant);

  /** Follows a link to the login with `next`, and logs in there. Returns where that leads, as a browser reads it. */
  async function whereItLeads(query: string): Promise<string> {
    const client = await site.registered();
    await client.logOut();
    const { text } = await client.get(`/login?${query}`);
    const field = /name="next" value="([^"]*)"/.exec(text)?.[1] ?? '';
    const next = field
      .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))
      .replace(/&amp;/g, '&');
    return leadsTo(client, { next });
  }

  async function leadsTo(client: Awaited<ReturnType<typeof site.registered>>, more: object) {
    const { email, password } = client;
    const token = await client.token();
    const fields = { email, password, ...more, ...(token && { _csrf: token }) };
    const { status, headers } = await client.post('/login', new URLSearchParams(fields));
    expect(status).toBe(303);
    return new URL(headers.get('location') ?? '', site.url).href;
  }

  test('21. a login leads to where the visitor wanted to go, on this site', async () => {
    expect(await whereItLeads('next=%2Faccount%3Fa%3D1%26b%3D%2522%23here')).toBe(
      `${site.url}/account?a=1&b=%22#here`,
    );
    const stranger = site.client();
    const asked = await stranger.get('/account?tab=sessions');
    expect(asked.headers.get('location')).toBe('/login?next=%2Faccount%3Ftab%3Dsessions');
    const looked = await stranger.request('/account?tab=sessions', { method: 'HEAD' });
    expect([looked.status, looked.headers.get('location')]).toEqual([
      303,
      '/login?next=%2Faccount%3Ftab%3Dsessions',
    ]);
  });

  test('21. a login leads to no other site, however the link is spelled', async () => {
    const client = await site.registered();
    for (const next of ELSEWHERE) {
      const { host } = new URL(await leadsTo(client, { next }));
      expect(host, next).toBe(new URL(site.url).host);
    }
    for (const next of ['%2F%2Fevil.example', '%2F%5Cevil.example']) {
      expect(await whereItLeads(`next=${next}`), next).toBe(`${site.url}/account`);
    }
    expect(await whereItLeads('next=/account&next=//evil.example')).toMatch(site.url);
  });
});

describe.each(variantsOf('api'))('%s', (variant) => {
  const site = sharedSite(variant);

  test('21. the API leads nowhere: no answer has a Location, whatever `next` says', async () => {
    const client = site.client();
    for (const next of ['/account', '//evil.example']) {
      for (const act of [
        site.driver.acts.register(client.email, client.password),
        site.driver.acts.logIn(client.email, client.password),
        site.driver.acts.logOut(),
      ]) {
        const path = `${act.path}?next=${encodeURIComponent(next)}`;
        const answer = await client.send({ ...act, path, fields: { ...act.fields, next } });
        expect(answer.headers.get('location')).toBeNull();
      }
    }
  });

  test('errors are problem details, and name the fields that are wrong', async () => {
    const client = site.client({ email: 'no address', password: 'short' });
    const answer = await client.register();
    expect(answer.headers.get('content-type')).toBe(site.driver.errorType);
    expect(answer.json()).toEqual({
      title: 'Unprocessable Entity',
      status: 422,
      detail: expect.any(String),
      errors: { email: expect.any(String), password: expect.stringContaining('15') },
    });
  });
});

testRecord();
