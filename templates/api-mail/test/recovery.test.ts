import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mailTo, newEmail, PASSWORD, type RunningApp, startApp, stopApp } from './bed.ts';
import { frontEnd, isSignedIn, register } from './front-end.ts';

let app: RunningApp;

before(async () => {
  app = await startApp();
});

after(async () => {
  await app.store.db.dropDatabase();
  await stopApp(app);
});

const client = () => frontEnd(() => app.url);
const NEW_PASSWORD = `${PASSWORD}, changed`;

test('a forgotten password is set with the link of a mail', async () => {
  const { call, email } = await register(client());
  assert.equal((await client()('POST', '/api/password-resets', { email })).status, 202);
  const { token } = await mailTo(app, email, 'A new password');
  const body = { token, password: NEW_PASSWORD };
  assert.equal((await client()('PUT', '/api/password-resets', body)).status, 204);
  assert.equal(await isSignedIn(call), false);
  const login = { email, password: NEW_PASSWORD };
  assert.equal((await client()('POST', '/api/session', login)).status, 201);
  // A link works once, and the owner is told.
  assert.equal((await client()('PUT', '/api/password-resets', body)).status, 410);
  await mailTo(app, email, 'was changed');
});

test('nothing tells whether there is an account', async () => {
  const { email } = await register(client());
  const known = await client()('POST', '/api/password-resets', { email });
  const unknown = await client()('POST', '/api/password-resets', { email: newEmail() });
  assert.equal(known.status, unknown.status);
  assert.equal(known.text, unknown.text);
});

test('a new user confirms the address', async () => {
  const { call, email } = await register(client());
  assert.equal((await call('GET', '/api/session')).json().confirmedAt, undefined);
  assert.equal((await call('POST', '/api/confirmations')).status, 202);
  const { token } = await mailTo(app, email, 'Confirm your address');
  assert.equal((await client()('PUT', '/api/confirmations', { token })).status, 204);
  assert.ok((await call('GET', '/api/session')).json().confirmedAt);
});

test('an address is changed with the link of a mail to it', async () => {
  const { call, email } = await register(client());
  const other = client();
  await other('POST', '/api/session', { email, password: PASSWORD });
  const address = newEmail();
  assert.equal((await call('POST', '/api/email-changes', { email: address })).status, 202);
  const { token } = await mailTo(app, address, 'Your new address');
  await mailTo(app, email, 'Another address');
  const { status, headers } = await call('PUT', '/api/email-changes', { token });
  assert.equal(status, 204);
  const { token: csrf } = (await call('GET', '/api/csrf')).json();
  assert.equal(headers.get('x-csrf-token'), csrf);
  await mailTo(app, email, 'was changed');
  assert.equal((await call('GET', '/api/session')).json().email, address);
  assert.equal(await isSignedIn(other), false);
});

test('an address that somebody else has is told to nobody but them', async () => {
  const { call } = await register(client());
  const { email: taken } = await register(client());
  assert.equal((await call('POST', '/api/email-changes', { email: taken })).status, 202);
  const { token } = await mailTo(app, taken, 'Your new address');
  assert.equal((await call('PUT', '/api/email-changes', { token })).status, 409);
});

test('who deletes an account is told by mail', async () => {
  const { call, email } = await register(client());
  assert.equal((await call('DELETE', '/api/users/me')).status, 204);
  await mailTo(app, email, 'was deleted');
});
