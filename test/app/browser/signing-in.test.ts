import { expect, test } from 'vitest';
import { startApp } from '../../bed/app.ts';
import { openPage, withBrowser } from '../../bed/browser.ts';
import { ownDatabase } from '../../bed/database.ts';
import {
  fillIn,
  logIn,
  logOut,
  newEmail,
  PASSWORD,
  press,
  register,
  says,
  sharedApp,
  shows,
} from './people.ts';

withBrowser();

const app = sharedApp();

test('a person registers, logs out and logs in again', async () => {
  const page = await openPage(app.url);
  await page.goto('/');
  await says(page, 'You are not logged in.');
  const email = await register(page);
  await says(page, `You are logged in as ${email}.`);
  await logOut(page);
  await says(page, 'You are not logged in.');
  await page.getByRole('banner').getByRole('link', { name: 'Log in' }).click();
  await logIn(page, email);
  await shows(page, 'Your account');
  await says(page, `You are logged in as ${email}.`);
});

test('a person stays logged in over a restart of the app and of the database', async () => {
  const database = await ownDatabase();
  const before = await startApp('auth-javascript', { MONGODB_URI: database.uri });
  const page = await openPage(before.url);
  const email = await register(page);
  await before.end('SIGKILL');
  await database.kill();
  await database.start();
  const after = await startApp('auth-javascript', { MONGODB_URI: database.uri });
  // Cookies go by the host, whatever the port.
  await expect
    .poll(async () => (await page.goto(`${after.url}/account`))?.status(), { timeout: 30_000 })
    .toBe(200);
  await says(page, `You are logged in as ${email}.`);
}, 180_000);

test('the back button shows nothing private after a logout', async () => {
  const page = await openPage(app.url);
  const email = await register(page);
  await page.goto('/');
  await says(page, `You are logged in as ${email}.`);
  await logOut(page);
  for (const heading of ['Welcome', 'Log in']) {
    await page.goBack();
    await shows(page, heading);
    expect(await page.content()).not.toContain(email);
  }
});

test('a page that needs a login leads there, and back', async () => {
  const page = await openPage(app.url);
  const email = await register(page);
  await logOut(page);
  await page.goto('/account?from=a%26b');
  await shows(page, 'Log in');
  await logIn(page, email, 'not the right sentence');
  await says(page, 'The address or the password is wrong.');
  await logIn(page, email);
  await shows(page, 'Your account');
  expect(page.url()).toBe(`${app.url}/account?from=a%26b`);
});

test('a person without an account registers on the way, and is led back as well', async () => {
  const page = await openPage(app.url);
  await page.goto('/account?from=a%26b');
  await page.getByRole('main').getByRole('link', { name: 'Register' }).click();
  await shows(page, 'Register');
  await fillIn(page, { 'E-mail address': newEmail(), Password: PASSWORD });
  await press(page, 'Register');
  await shows(page, 'Your account');
  expect(page.url()).toBe(`${app.url}/account?from=a%26b`);
});
