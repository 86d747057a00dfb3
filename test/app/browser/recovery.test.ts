import { expect, test } from 'vitest';
import { openPage, withBrowser } from '../../bed/browser.ts';
import {
  fillIn,
  followMail,
  logIn,
  newEmail,
  press,
  register,
  says,
  sharedApp,
  shows,
} from './people.ts';

withBrowser();
const app = sharedApp();

const NEW_PASSWORD = 'another sentence that is long';

test('a forgotten password leads by the login and a mail to a new one, and in again', async () => {
  const page = await openPage(app.url);
  const email = await register(page);
  const visitor = await openPage(app.url);
  await visitor.goto('/login');
  await visitor.getByRole('link', { name: 'Forgotten your password?' }).click();
  await fillIn(visitor, { 'E-mail address': email });
  await press(visitor, 'Send me a link');
  await shows(visitor, 'Look into your mailbox');
  await followMail(visitor, email, 'A new password');
  await fillIn(visitor, { 'New password': NEW_PASSWORD });
  await press(visitor, 'Set the password');
  await shows(visitor, 'Log in');
  await says(visitor, 'Your password is changed. Log in with it.');
  await logIn(visitor, email, NEW_PASSWORD);
  await shows(visitor, 'Your account');
  // The browser that was logged in is no longer.
  await page.goto('/account');
  await shows(page, 'Log in');
});

test('a new user is told that the address is not confirmed, gets another mail, and confirms it', async () => {
  const page = await openPage(app.url);
  const email = await register(page);
  await press(page, 'Send it again');
  await says(page, 'A mail with a link is on its way.');
  await followMail(page, email, 'Confirm your address');
  await press(page, 'Confirm your address');
  await says(page, 'Your address is confirmed.');
  expect(await page.getByRole('button', { name: 'Send it again' }).count()).toBe(0);
});

test('an address is changed in the account, and the new one logs in', async () => {
  const page = await openPage(app.url);
  await register(page);
  const email = newEmail();
  await fillIn(page, { 'New e-mail address': email });
  await press(page, 'Change address');
  await says(page, `A mail with a link is on its way to ${email}.`);
  await followMail(page, email, 'Your new address');
  await press(page, 'Use this address');
  await says(page, 'Your address is changed. All other sessions have ended.');
  const other = await openPage(app.url);
  await other.goto('/login');
  await logIn(other, email);
  await shows(other, 'Your account');
});

test('who stays logged in still is when the browser was closed', async () => {
  const page = await openPage(app.url);
  const email = await register(page);
  await page.context().clearCookies();
  await page.goto('/login');
  await page.getByLabel('Stay logged in').check();
  await logIn(page, email);
  await shows(page, 'Your account');
  const cookies = await page.context().cookies();
  // A browser that is closed forgets the cookies without a date.
  const lasting = cookies.filter(({ expires }) => expires > 0);
  const later = await openPage(app.url);
  await later.context().addCookies(lasting);
  await later.goto('/account');
  await shows(later, 'Your account');
});

test('a deleted account is gone, and says so', async () => {
  const page = await openPage(app.url);
  const email = await register(page);
  await press(page, 'Delete my account');
  await shows(page, 'Your account is deleted');
  await page.goto('/login');
  await logIn(page, email);
  await says(page, 'The address or the password is wrong.');
});
