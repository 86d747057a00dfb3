import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newEmail, PASSWORD, type RunningApp, startApp, stopApp, visitor } from './bed.ts';
import { isSignedIn, register, submit, type Visit } from './browser.ts';

let app: RunningApp;

before(async () => {
  app = await startApp();
});

after(async () => {
  await app.store.db.dropDatabase();
  await stopApp(app);
});

const newVisitor = () => visitor(() => app.url);

test('registers, signs out, signs in again', async () => {
  const { visit, email } = await register(newVisitor());
  assert.ok(await isSignedIn(visit));
  assert.equal((await submit(visit, '/logout', {})).status, 303);
  assert.equal(await isSignedIn(visit), false);
  assert.equal((await submit(visit, '/login', { email, password: PASSWORD })).status, 303);
  assert.ok(await isSignedIn(visit));
});

test('a refused form comes back with what was typed, never the password', async () => {
  const visit = newVisitor();
  const email = newEmail();
  const { status, text } = await submit(visit, '/register', { email, password: 'too short' });
  assert.equal(status, 422);
  assert.match(text, new RegExp(`value="${email}"`));
  assert.doesNotMatch(text, /too short/);
  assert.match(text, /at least 15 characters/);
});

test('a wrong password and an unknown address get the same answer', async () => {
  const { email } = await register(newVisitor());
  const wrong = await submit(newVisitor(), '/login', { email, password: 'not the right sentence' });
  const other = newEmail();
  const unknown = await submit(newVisitor(), '/login', { email: other, password: PASSWORD });
  assert.equal(wrong.status, 401);
  assert.equal(unknown.status, 401);
  assert.equal(wrong.text.replaceAll(email, ''), unknown.text.replaceAll(other, ''));
});

test('a page that needs a user leads to the login and back', async () => {
  const { email } = await register(newVisitor());
  const visit = newVisitor();
  const { status, headers } = await visit('GET', '/account');
  assert.equal(status, 303);
  assert.equal(headers.get('location'), '/login?next=%2Faccount');
  const login = await submit(visit, '/login', {
    email,
    password: PASSWORD,
    next: '//evil.example',
  });
  assert.equal(login.headers.get('location'), '/account');
});

test('one browser ends the session of another', async () => {
  const { visit, email } = await register(newVisitor());
  const other = newVisitor();
  await submit(other, '/login', { email, password: PASSWORD });
  await submit(visit, '/account/sessions/revoke-others', {}, '/account');
  assert.equal(await isSignedIn(other), false);
  assert.ok(await isSignedIn(visit));
});

test('a changed password ends every other session', async () => {
  const { visit, email } = await register(newVisitor());
  const other = newVisitor();
  await submit(other, '/login', { email, password: PASSWORD });
  const fields = { current: PASSWORD, password: `${PASSWORD}, changed` };
  assert.equal((await submit(visit, '/account/password', fields, '/account')).status, 303);
  assert.equal(await isSignedIn(other), false);
  assert.ok(await isSignedIn(visit));
});

test('a form without its token, or from another site, changes nothing', async () => {
  const { visit } = await register(newVisitor());
  assert.equal((await visit('POST', '/logout')).status, 403);
  const headers = { 'sec-fetch-site': 'cross-site' };
  assert.equal((await visit('POST', '/logout', { headers })).status, 403);
  assert.ok(await isSignedIn(visit));
});

test('guessing is slowed down', async () => {
  const { email } = await register(newVisitor());
  const guess = () => submit(newVisitor(), '/login', { email, password: 'a guess of some length' });
  let answer = await guess();
  for (let count = 1; count < 12 && answer.status === 401; count += 1) answer = await guess();
  assert.equal(answer.status, 429);
  assert.ok(Number(answer.headers.get('retry-after')) > 0);
});

test('a browser that has logged in before is held up by nobody else', async () => {
  const { visit, email } = await register(newVisitor());
  await submit(visit, '/logout', {});
  const logIn = (browser: Visit, password: string) => {
    return submit(browser, '/login', { email, password });
  };
  let stranger = await logIn(newVisitor(), 'a guess of some length');
  for (let count = 1; count < 12 && stranger.status === 401; count += 1)
    stranger = await logIn(newVisitor(), 'a guess of some length');
  assert.equal((await logIn(newVisitor(), PASSWORD)).status, 429);
  assert.equal((await logIn(visit, PASSWORD)).status, 303);
});

test('a password form that is sent twice is done, and the user stays signed in', async () => {
  const { visit } = await register(newVisitor());
  const fields = { current: PASSWORD, password: `${PASSWORD}, changed` };
  const twice = [1, 2].map(() => submit(visit, '/account/password', fields, '/account'));
  for (const { status } of await Promise.all(twice)) assert.equal(status, 303);
  assert.ok(await isSignedIn(visit));
});

test('a registration that is sent again signs in, and a stranger is told that the address is taken', async () => {
  const { email } = await register(newVisitor());
  const fields = { email, password: PASSWORD };
  assert.equal((await submit(newVisitor(), '/register', fields)).status, 303);
  const stranger = { email, password: 'the sentence of a stranger' };
  assert.equal((await submit(newVisitor(), '/register', stranger)).status, 422);
});

test('whoever is signed in is led on, and makes no second account', async () => {
  const { visit } = await register(newVisitor());
  const { headers } = await visit('GET', '/login?next=/notes');
  assert.equal(headers.get('location'), '/notes');
  const email = newEmail();
  const second = await submit(visit, '/register', { email, password: PASSWORD });
  assert.equal(second.headers.get('location'), '/account');
  assert.equal(await app.store.db.collection('users').countDocuments({ email }), 0);
});

test('a password that is guessed first is refused', async () => {
  const visit = newVisitor();
  const email = newEmail();
  for (const password of ['a'.repeat(15), 'qwertyuiop123456', email]) {
    const { status } = await submit(visit, '/register', { email, password });
    assert.equal(status, 422, password);
  }
});

test('who stays logged in has a cookie with a date, and a session with limits of its own', async () => {
  const visit = newVisitor();
  const fields = { email: newEmail(), password: PASSWORD, remember: 'on' };
  const { headers } = await submit(visit, '/register', fields);
  const [cookie = ''] = headers.getSetCookie().filter((one) => one.includes('.session='));
  assert.match(cookie, /; Expires=/);
  const [session] = await app.store.sessions.find({ 'session.ends': { $exists: true } }).toArray();
  assert.ok(Number(session?.session.ends) > Date.now() + 29 * 24 * 3_600_000);
});

test('what is grave asks for the password again', async () => {
  const { visit, email } = await register(newVisitor());
  const later = { $set: { 'session.recentAt': 0 } };
  await app.store.sessions.updateMany({}, later);
  assert.equal((await submit(visit, '/account/delete', {})).status, 403);
  const wrong = await submit(visit, '/again', { password: 'not the right sentence' });
  assert.equal(wrong.status, 422);
  const again = await submit(visit, '/again', { password: PASSWORD, next: '/account' });
  assert.equal(again.headers.get('location'), '/account');
  assert.equal((await submit(visit, '/account/delete', {})).status, 200);
  assert.equal(await isSignedIn(visit), false);
  assert.equal(await app.store.db.collection('users').countDocuments({ email }), 0);
});

test('a session survives a restart of the app', async () => {
  const { visit } = await register(newVisitor());
  await stopApp(app);
  app = await startApp();
  assert.ok(await isSignedIn(visit));
});
