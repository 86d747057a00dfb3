import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mailTo, newEmail, PASSWORD, type RunningApp, startApp, stopApp, visitor } from './bed.ts';

let app: RunningApp;

before(async () => {
  app = await startApp();
});

after(async () => {
  await app.store.db.dropDatabase();
  await stopApp(app);
});

/** A front end: it sends JSON, and the token once it has one. */
function client() {
  const visit = visitor(() => app.url);
  return async (method: string, path: string, body?: unknown) => {
    const csrf = await visit('GET', '/api/csrf');
    const token = csrf.status === 200 ? JSON.parse(csrf.text).token : '';
    const headers = { 'content-type': 'application/json', 'x-csrf-token': token };
    const answer = await visit(method, path, { headers, body: body ? JSON.stringify(body) : null });
    return { ...answer, json: () => JSON.parse(answer.text) };
  };
}

type Call = ReturnType<typeof client>;

async function registered(email = newEmail()) {
  const call = client();
  const { status } = await call('POST', '/api/users', { email, password: PASSWORD });
  assert.equal(status, 201);
  return { call, email };
}

const isSignedIn = async (call: Call) => (await call('GET', '/api/session')).status === 200;
const NEW_PASSWORD = `${PASSWORD}, changed`;

test('a forgotten password is set with the link of a mail', async () => {
  const { call, email } = await registered();
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
  const { email } = await registered();
  const known = await client()('POST', '/api/password-resets', { email });
  const unknown = await client()('POST', '/api/password-resets', { email: newEmail() });
  assert.equal(known.status, unknown.status);
  assert.equal(known.text, unknown.text);
});

test('a new user confirms the address', async () => {
  const { call, email } = await registered();
  assert.equal((await call('GET', '/api/session')).json().confirmedAt, undefined);
  assert.equal((await call('POST', '/api/confirmations')).status, 202);
  const { token } = await mailTo(app, email, 'Confirm your address');
  assert.equal((await client()('PUT', '/api/confirmations', { token })).status, 204);
  assert.ok((await call('GET', '/api/session')).json().confirmedAt);
});

test('an address is changed with the link of a mail to it', async () => {
  const { call, email } = await registered();
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
  const { call } = await registered();
  const { email: taken } = await registered();
  assert.equal((await call('POST', '/api/email-changes', { email: taken })).status, 202);
  const { token } = await mailTo(app, taken, 'Your new address');
  assert.equal((await call('PUT', '/api/email-changes', { token })).status, 409);
});

test('who deletes an account is told by mail', async () => {
  const { call, email } = await registered();
  assert.equal((await call('DELETE', '/api/users/me')).status, 204);
  await mailTo(app, email, 'was deleted');
});
