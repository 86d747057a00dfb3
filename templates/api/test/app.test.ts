import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newEmail, PASSWORD, type RunningApp, startApp, stopApp, visitor } from './bed.ts';
import { type Call, frontEnd, isSignedIn, register } from './front-end.ts';

let app: RunningApp;

before(async () => {
  app = await startApp();
});

after(async () => {
  await app.store.db.dropDatabase();
  await stopApp(app);
});

const client = () => frontEnd(() => app.url);

test('registers, signs out, signs in again', async () => {
  const { call, email } = await register(client());
  assert.equal((await call('GET', '/api/session')).json().email, email);
  assert.equal((await call('DELETE', '/api/session')).status, 204);
  assert.equal(await isSignedIn(call), false);
  assert.equal((await call('POST', '/api/session', { email, password: PASSWORD })).status, 201);
  assert.ok(await isSignedIn(call));
});

test('what is wrong is told as problem details, by field', async () => {
  const { status, headers, json } = await client()('POST', '/api/users', {
    email: 'x',
    password: 'y',
  });
  assert.equal(status, 422);
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.deepEqual(Object.keys(json().errors), ['email', 'password']);
});

test('a wrong password and an unknown address get the same answer', async () => {
  const { email } = await register(client());
  const wrong = await client()('POST', '/api/session', {
    email,
    password: 'not the right sentence',
  });
  const unknown = await client()('POST', '/api/session', { email: newEmail(), password: PASSWORD });
  assert.equal(wrong.status, 401);
  assert.equal(wrong.text, unknown.text);
});

test('a value that is no text never reaches a query', async () => {
  const body = { email: { $ne: null }, password: { $ne: null } };
  assert.equal((await client()('POST', '/api/session', body)).status, 400);
});

test('lists the sessions of a user, and ends one of them', async () => {
  const { call, email } = await register(client());
  const other = client();
  await other('POST', '/api/session', { email, password: PASSWORD });
  const sessions: { id: string; current: boolean }[] = (await call('GET', '/api/sessions')).json();
  assert.equal(sessions.length, 2);
  const id = sessions.find(({ current }) => !current)?.id;
  const { call: stranger } = await register(client());
  assert.equal((await stranger('DELETE', `/api/sessions/${id}`)).status, 404);
  assert.equal((await call('DELETE', `/api/sessions/${id}`)).status, 204);
  assert.equal(await isSignedIn(other), false);
});

test('a changed password ends every other session', async () => {
  const { call, email } = await register(client());
  const other = client();
  await other('POST', '/api/session', { email, password: PASSWORD });
  const body = { current: PASSWORD, password: `${PASSWORD}, changed` };
  assert.equal((await call('PUT', '/api/password', body)).status, 204);
  assert.equal(await isSignedIn(other), false);
  assert.ok(await isSignedIn(call));
});

test('a request without the token, or from another site, changes nothing', async () => {
  const visit = visitor(() => app.url);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ email: newEmail(), password: PASSWORD });
  await visit('POST', '/api/users', { headers, body });
  assert.equal((await visit('DELETE', '/api/session')).status, 403);
  const crossSite = { 'sec-fetch-site': 'cross-site' };
  assert.equal((await visit('DELETE', '/api/session', { headers: crossSite })).status, 403);
  assert.equal((await visit('GET', '/api/session')).status, 200);
});

test('guessing is slowed down', async () => {
  const { email } = await register(client());
  const guess = () =>
    client()('POST', '/api/session', { email, password: 'a guess of some length' });
  let answer = await guess();
  for (let count = 1; count < 12 && answer.status === 401; count += 1) answer = await guess();
  assert.equal(answer.status, 429);
  assert.ok(Number(answer.headers.get('retry-after')) > 0);
});

test('a browser that has logged in before is held up by nobody else', async () => {
  const { call, email } = await register(client());
  await call('DELETE', '/api/session');
  const logIn = (browser: Call, password: string) => {
    return browser('POST', '/api/session', { email, password });
  };
  let stranger = await logIn(client(), 'a guess of some length');
  for (let count = 1; count < 12 && stranger.status === 401; count += 1)
    stranger = await logIn(client(), 'a guess of some length');
  assert.equal((await logIn(client(), PASSWORD)).status, 429);
  assert.equal((await logIn(call, PASSWORD)).status, 201);
});

test('a registration that is sent again signs in, and a stranger is told that the address is taken', async () => {
  const { email } = await register(client());
  const again = { email, password: PASSWORD };
  assert.equal((await client()('POST', '/api/users', again)).status, 201);
  const stranger = { email, password: 'the sentence of a stranger' };
  assert.equal((await client()('POST', '/api/users', stranger)).status, 409);
});

test('whatever renews the session tells the new token', async () => {
  const { call } = await register(client());
  const body = { current: PASSWORD, password: `${PASSWORD}, changed` };
  const { headers } = await call('PUT', '/api/password', body);
  const { token } = (await call('GET', '/api/csrf')).json();
  assert.equal(headers.get('x-csrf-token'), token);
});

test('a password that is guessed first is refused', async () => {
  const email = newEmail();
  for (const password of ['a'.repeat(15), 'qwertyuiop123456', email]) {
    const { status } = await client()('POST', '/api/users', { email, password });
    assert.equal(status, 422, password);
  }
});

test('who stays signed in has a cookie with a date, and a session with limits of its own', async () => {
  const body = { email: newEmail(), password: PASSWORD, remember: true };
  const { headers } = await client()('POST', '/api/users', body);
  const [cookie = ''] = headers.getSetCookie().filter((one) => one.includes('.session='));
  assert.match(cookie, /; Expires=/);
  const [session] = await app.store.sessions.find({ 'session.ends': { $exists: true } }).toArray();
  assert.ok(Number(session?.session.ends) > Date.now() + 29 * 24 * 3_600_000);
});

test('what is grave asks for the password again', async () => {
  const { call, email } = await register(client());
  const later = { $set: { 'session.recentAt': 0 } };
  await app.store.sessions.updateMany({}, later);
  const refused = await call('DELETE', '/api/users/me');
  assert.equal(refused.status, 403);
  assert.equal(refused.json().type, 'recent-sign-in-needed');
  const wrong = { password: 'not the right sentence' };
  assert.equal((await call('POST', '/api/session/again', wrong)).status, 422);
  assert.equal((await call('POST', '/api/session/again', { password: PASSWORD })).status, 204);
  assert.equal((await call('DELETE', '/api/users/me')).status, 204);
  assert.equal(await isSignedIn(call), false);
  assert.equal(await app.store.db.collection('users').countDocuments({ email }), 0);
});

test('a session survives a restart of the app', async () => {
  const { call } = await register(client());
  await stopApp(app);
  app = await startApp();
  assert.ok(await isSignedIn(call));
});
