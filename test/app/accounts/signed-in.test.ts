import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { newPassword, newPerson } from './client.ts';
import { documentIdOf } from './record.ts';
import { oneVariant, ownSite, type Site, sharedSite, testRecord, variantsOf } from './site.ts';

const PATIENCE = { timeout: 20_000 };

/** Names an account in the log. */
function digestOf(email: string): string {
  return createHash('sha256').update(email).digest('base64url').slice(0, 22);
}

describe.each(oneVariant())('%s', (variant) => {
  const site = sharedSite(variant);
  const { driver } = site;

  test('a registration by somebody who is signed in makes no second account', async () => {
    const client = await site.registered();
    const { email, password } = newPerson();
    const answer = await client.send(driver.acts.register(email, password));
    expect(answer.status).toBe(variant.startsWith('auth') ? 303 : 409);
    expect(await client.whoAmI()).toBe(client.email);
    expect(await site.users.countDocuments({ email })).toBe(0);
  });

  test('23. the log says who guesses, at what, and from where, without an address of anybody', async () => {
    const owner = await site.registered();
    const guesser = site.client(owner);
    while ((await guesser.logIn(newPassword())).status !== 429);
    const other = await site.registered();
    await site.client({ ...newPerson(), email: other.email }).register();
    await owner.changePassword(undefined, newPassword());
    await owner.logOut({ token: 'wrong' });
    await guesser.logIn(undefined, { headers: { 'sec-fetch-site': 'cross-site' } });
    const lines = {
      'login-failed': { address: guesser.address, account: digestOf(owner.email) },
      throttled: { address: guesser.address, account: digestOf(owner.email) },
      taken: { account: digestOf(other.email) },
      'password-refused': { address: owner.address, account: digestOf(owner.email) },
      forbidden: { address: owner.address, account: digestOf(owner.email) },
    };
    for (const [event, line] of Object.entries(lines)) {
      await expect
        .poll(() => site.log(), PATIENCE)
        .toContainEqual(expect.objectContaining({ level: 40, event, ...line }));
    }
    await expect
      .poll(() => site.log(), PATIENCE)
      .toContainEqual(expect.objectContaining({ event: 'forbidden', address: guesser.address }));
    expect(site.app.output()).not.toContain(owner.email);
  });
});

describe.each(variantsOf('auth'))('%s', (variant) => {
  const site = sharedSite(variant);

  test('the login leads whoever is signed in to where they wanted, on this site', async () => {
    const client = await site.registered();
    const ways = { '/notes?a=b': '/notes?a=b', '//evil.example': '/account', '': '/account' };
    for (const [next, location] of Object.entries(ways)) {
      for (const path of ['/login', '/register']) {
        const answer = await client.get(`${path}?next=${encodeURIComponent(next)}`);
        expect([answer.status, answer.headers.get('location')], path).toEqual([303, location]);
      }
    }
  });

  test('15. a HEAD takes no message away from the page that shows it', async () => {
    const client = await site.registered();
    const other = await site.another(client);
    await client.revoke(documentIdOf(other.cookie));
    const message = 'The session has ended.';
    for (const path of ['/account', '/']) await client.request(path, { method: 'HEAD' });
    expect((await client.get('/account')).text).toContain(message);
    expect((await client.get('/account')).text).not.toContain(message);
  });
});

describe.each(variantsOf('api'))('%s', (variant) => {
  const FRONT_END = 'https://app.example.com';
  const launch = (): Promise<Site> => ownSite(variant, { ALLOWED_ORIGINS: FRONT_END });

  test('14. whatever renews the session tells the new token, which another origin may read', async () => {
    const site = await launch();
    const client = site.client();
    const headers = { origin: FRONT_END };
    const { acts } = site.driver;
    const register = await client.register({ headers, token: null });
    let token = register.headers.get('x-csrf-token') ?? '';
    const password = newPassword();
    const changed = await client.send(acts.changePassword(client.password, password), {
      headers,
      token,
    });
    expect(changed.status).toBe(204);
    expect(changed.headers.get('x-csrf-token')).not.toBe(token);
    token = changed.headers.get('x-csrf-token') ?? '';
    const login = await client.logIn(password, { headers, token });
    expect(login.status).toBe(201);
    token = login.headers.get('x-csrf-token') ?? '';
    for (const answer of [register, changed, login]) {
      const exposed = answer.headers.get('access-control-expose-headers')?.toLowerCase();
      expect(exposed?.split(', ').sort()).toEqual(['retry-after', 'x-csrf-token', 'x-request-id']);
    }
    expect((await client.logOut({ headers, token })).status).toBe(204);
  });

  test('18. a preflight allows every method of an API', async () => {
    const site = await launch();
    const headers = { origin: FRONT_END, 'access-control-request-method': 'PATCH' };
    const preflight = await site.client().request('/api/session', { method: 'OPTIONS', headers });
    const allowed = preflight.headers.get('access-control-allow-methods')?.split(', ');
    expect(allowed).toEqual(expect.arrayContaining(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']));
  });
});

testRecord();
