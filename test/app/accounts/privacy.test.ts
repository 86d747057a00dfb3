import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openNetwork } from '../../bed/network.ts';
import { newPassword } from './client.ts';
import { documentIdOf, recordSecret } from './record.ts';
import { oneVariant, ownSite, type Site, sharedSite, testRecord } from './site.ts';

const PATIENCE = { timeout: 20_000 };
const CANARY = 'canary-of-the-query';

/** The line of the log about an event of an account, as soon as it is there. */
async function logged(site: Site, event: string, email: string) {
  const account = createHash('sha256').update(email).digest('base64url').slice(0, 22);
  const find = () => site.log().find((line) => line.event === event && line.account === account);
  await expect.poll(find, PATIENCE).toBeDefined();
  return find() as { level: number; req: { id: string }; msg: string };
}

describe.each(oneVariant())('%s', (variant) => {
  const site = sharedSite(variant, { LOG_LEVEL: 'debug' });
  const { driver } = site;
  const isAuth = variant.startsWith('auth');
  recordSecret('password', CANARY);

  test('22. nothing that a client sends in a query or a body comes back in an error', async () => {
    const client = await site.registered();
    const token = (await client.token()) ?? '';
    const json = { 'content-type': 'application/json', 'x-csrf-token': token };
    const form = { ...json, 'content-type': 'application/x-www-form-urlencoded' };
    const query = `?token=${CANARY}`;
    const { logIn, revoke } = driver.acts;
    const path = logIn('', '').path + query;
    const send = (body: string, headers: Record<string, string>) =>
      client.post(path, body, { headers });
    const answers = [
      await client.get(`/nothing${query}`),
      await client.get(`${revoke('%ff').path}${query}`),
      await client.post(`${revoke('%ff').path}${query}`),
      await send(`{"password":${CANARY}}`, json),
      await send(`{"email":"a@example.com","password":"${CANARY}`, json),
      await send(`"${CANARY}"`, json),
      await send(`{"${CANARY}":1}`, json),
      await send(JSON.stringify({ password: CANARY.repeat(2_000) }), json),
      await send(`password=${CANARY}&_csrf=${token}`, form),
      await send(`password=${CANARY.repeat(2_000)}`, form),
      await send(`%ff=${CANARY}&${'a=1&'.repeat(2_000)}`, form),
      await send(CANARY, { ...json, 'content-encoding': 'gzip' }),
      await send(CANARY, { ...json, 'content-encoding': 'unknown' }),
      await send(CANARY, { ...json, 'content-type': 'application/json; charset=unknown' }),
      await client.logOut({ token: CANARY }),
      await client.post(path, CANARY, { headers: { 'x-forwarded-proto': 'http' } }),
      await site.client().get(`/%ff${query}`),
    ];
    for (const { status, text, headers } of answers) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      // Nor a part of it: a parser may quote what stands around a fault.
      expect(text).not.toContain('canary');
      if (isAuth) expect(text).not.toMatch(/%ff|unknown|unsupported|entity|incorrect/i);
      expect(headers.get('content-type')).toBe(driver.errorType);
    }
  });

  test('22. a fault of ours tells nothing of its inside, and is logged with its stack', async () => {
    const client = await site.registered();
    const { email } = client;
    await site.users.updateOne({ email }, { $set: { password: newPassword() } });
    const answer = await site.client(client).logIn();
    expect(answer.status).toBe(500);
    expect(answer.text).not.toMatch(/hash|scrypt|Error:/);
    const line = () => site.log().find(({ err }) => err !== undefined) as { err: object };
    await expect.poll(line, PATIENCE).toMatchObject({
      level: 50,
      err: { stack: expect.stringContaining('passwords') },
    });
  });

  test('23. what happens to an account is logged, with the id of the request and a digest of the account', async () => {
    const client = await site.registered();
    const { email } = client;
    const other = await site.another(client);
    const events = {
      'login-failed': await site.client(client).logIn(newPassword()),
      'session-revoked': await client.revoke(documentIdOf(other.cookie)),
      'password-changed': await client.changePassword(),
      logout: await client.logOut(),
      login: undefined,
    };
    for (const [event, answer] of Object.entries(events)) {
      const line = await logged(site, event, email);
      if (answer) expect(line.req.id, event).toBe(answer.headers.get('x-request-id'));
    }
    const lines = JSON.stringify(site.log());
    expect(lines).not.toContain(email);
    expect(lines).toContain(`"address":"${client.address}"`);
    expect(lines).not.toContain(client.userAgent);
  });

  test('23. the id of a request is not what a client says it is', async () => {
    const headers = { 'x-request-id': 'canary' };
    const answer = await site.client().get('/livez', { headers });
    expect(answer.headers.get('x-request-id')).not.toContain('canary');
  });

  test('22. an outage tells no secret, in an answer or in the log', async () => {
    const network = await openNetwork();
    const uri = new URL(network.uri);
    const outage = await ownSite(variant, { MONGODB_URI: uri.href, LOG_LEVEL: 'debug' });
    const client = await outage.registered();
    await client.isSignedIn();
    const token = (await client.token()) ?? '';
    await network.refuse();
    const answers = await Promise.all([
      client.get(`${driver.home}?token=${CANARY}`),
      client.logOut({ token }),
      outage.client().register(),
      outage.client(client).logIn(),
    ]);
    for (const { status, text } of answers) {
      expect(status).toBe(503);
      expect(text).not.toMatch(/Mongo|127\.0\.0\.1|ECONN/);
    }
    const statuses = () => outage.log().map(({ res }) => (res as { status?: number })?.status);
    await expect.poll(statuses, PATIENCE).toContain(503);
    expect(outage.app.output()).not.toContain(uri.host);
  });
});

testRecord();
