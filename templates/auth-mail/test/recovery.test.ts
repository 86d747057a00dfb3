import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mailTo, newEmail, PASSWORD, type RunningApp, startApp, stopApp, visitor } from './bed.ts';
import { isSignedIn, register, submit } from './browser.ts';

let app: RunningApp;

before(async () => {
  app = await startApp();
});

after(async () => {
  await app.store.db.dropDatabase();
  await stopApp(app);
});

const newVisitor = () => visitor(() => app.url);
const NEW_PASSWORD = `${PASSWORD}, changed`;

async function forgotten(email: string) {
  assert.equal((await submit(newVisitor(), '/forgot-password', { email })).status, 200);
  return mailTo(app, email, 'A new password');
}

test('a forgotten password is set with the link of a mail', async () => {
  const { visit, email } = await register(newVisitor());
  const { path, token } = await forgotten(email);
  const page = await newVisitor()('GET', path);
  assert.equal(page.status, 200);
  assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
  const fields = { token, password: NEW_PASSWORD };
  const { headers } = await submit(newVisitor(), '/reset-password', fields);
  assert.equal(headers.get('location'), '/login?done=reset');
  assert.equal(await isSignedIn(visit), false);
  const login = await submit(newVisitor(), '/login', { email, password: NEW_PASSWORD });
  assert.equal(login.status, 303);
  // A link works once, and the owner is told.
  assert.equal((await submit(newVisitor(), '/reset-password', fields)).status, 410);
  assert.equal((await newVisitor()('GET', path)).status, 410);
  await mailTo(app, email, 'was changed');
});

test('nothing tells whether there is an account', async () => {
  const { email } = await register(newVisitor());
  const known = await submit(newVisitor(), '/forgot-password', { email });
  const other = newEmail();
  const unknown = await submit(newVisitor(), '/forgot-password', { email: other });
  assert.equal(known.status, unknown.status);
  assert.equal(known.text.replaceAll(email, ''), unknown.text.replaceAll(other, ''));
});

test('a new user confirms the address', async () => {
  const { visit, email } = await register(newVisitor());
  assert.match((await visit('GET', '/account')).text, /not confirmed yet/);
  assert.equal((await submit(visit, '/account/confirmation', {})).status, 303);
  const { path, token } = await mailTo(app, email, 'Confirm your address');
  assert.equal((await visit('GET', path)).status, 200);
  assert.equal((await submit(visit, '/confirm', { token })).status, 303);
  assert.doesNotMatch((await visit('GET', '/account')).text, /not confirmed yet/);
});

test('an address is changed with the link of a mail to it', async () => {
  const { visit, email } = await register(newVisitor());
  const other = newVisitor();
  await submit(other, '/login', { email, password: PASSWORD });
  const address = newEmail();
  assert.equal((await submit(visit, '/account/email', { email: address })).status, 303);
  const { path, token } = await mailTo(app, address, 'Your new address');
  await mailTo(app, email, 'Another address');
  assert.equal((await visit('GET', path)).status, 200);
  assert.equal((await submit(visit, '/confirm-email', { token })).status, 303);
  await mailTo(app, email, 'was changed');
  assert.match((await visit('GET', '/account')).text, new RegExp(address));
  assert.equal(await isSignedIn(other), false);
});

test('an address that somebody else has is told to nobody but them', async () => {
  const { visit } = await register(newVisitor());
  const { email: taken } = await register(newVisitor());
  assert.equal((await submit(visit, '/account/email', { email: taken })).status, 303);
  const { token } = await mailTo(app, taken, 'Your new address');
  assert.equal((await submit(visit, '/confirm-email', { token })).status, 409);
});

test('who deletes an account is told by mail', async () => {
  const { visit, email } = await register(newVisitor());
  assert.equal((await submit(visit, '/account/delete', {})).status, 200);
  await mailTo(app, email, 'was deleted');
});
