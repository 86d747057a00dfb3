import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openPage, withBrowser } from '../../bed/browser.ts';
import {
  fillIn,
  focused,
  logIn,
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

const OTHER_PASSWORD = 'another sentence, another password';

/** What is typed into the fields of the page's form. */
function typed(page: Page): Promise<string[]> {
  return page.evaluate(
    `Array.from(document.querySelectorAll('.field input:not([type=checkbox])'), (input) => input.value)`,
  );
}

/** The text that a field's description leads to. */
async function descriptionOf(page: Page, label: string): Promise<string | null> {
  const field = page.getByLabel(label, { exact: true });
  return page.locator(`#${await field.getAttribute('aria-describedby')}`).textContent();
}

test('a refused registration keeps the address, and says at each field what is wrong', async () => {
  const page = await openPage(app.url);
  await page.goto('/register');
  // The browser takes this one for an address.
  await fillIn(page, { 'E-mail address': 'ann@example', Password: 'too short' });
  await press(page, 'Register');
  await says(page, 'This is no e-mail address.');
  expect(await descriptionOf(page, 'E-mail address')).toBe('This is no e-mail address.');
  expect(await descriptionOf(page, 'Password')).toMatch(/^A password has at least 15 characters/);
  expect(await typed(page)).toEqual(['ann@example', '']);
  expect(await focused(page)).toBe('E-mail address');
});

test('an address that is taken is said at its field to whoever does not know its password', async () => {
  const page = await openPage(app.url);
  const email = await register(page);
  const other = await openPage(app.url);
  await other.goto('/register');
  await fillIn(other, { 'E-mail address': email, Password: `${PASSWORD} of another` });
  await press(other, 'Register');
  await says(other, 'There is an account with this address.');
  expect(await focused(other)).toBe('E-mail address');
  expect(await typed(other)).toEqual([email, '']);
});

test('a failed login keeps the address, and its reason has the focus', async () => {
  const page = await openPage(app.url);
  await page.goto('/login');
  const email = newEmail();
  await logIn(page, email);
  await page.getByRole('alert').waitFor();
  expect(await focused(page)).toBe('The address or the password is wrong.');
  expect(await typed(page)).toEqual([email, '']);
});

test('a wrong current password is said at its field, and nothing typed stands in either', async () => {
  const page = await openPage(app.url);
  await register(page);
  await fillIn(page, { 'Current password': 'not the right one', 'New password': OTHER_PASSWORD });
  await press(page, 'Change password');
  await says(page, 'This is not your current password.');
  expect(await descriptionOf(page, 'Current password')).toBe('This is not your current password.');
  expect(await typed(page)).toEqual(['', '', '']);
  expect(await focused(page)).toBe('Current password');
  expect(await page.content()).not.toMatch(/not the right one|another sentence/);
});

test('a changed password is said once, counts from then on, and ends other sessions', async () => {
  const page = await openPage(app.url);
  const email = await register(page);
  const other = await openPage(app.url);
  await other.goto('/login');
  await logIn(other, email);
  await shows(other, 'Your account');
  await fillIn(page, { 'Current password': PASSWORD, 'New password': OTHER_PASSWORD });
  await press(page, 'Change password');
  await says(page, 'Your password is changed. All other sessions have ended.');
  await other.reload();
  await shows(other, 'Log in');
  await logIn(other, email);
  await says(other, 'The address or the password is wrong.');
  await logIn(other, email, OTHER_PASSWORD);
  await shows(other, 'Your account');
});

test('a form from before a new login comes back fresh, and goes through when sent again', async () => {
  const page = await openPage(app.url);
  const email = await register(page);
  const tab = await page.context().newPage();
  await tab.goto('/account');
  await press(tab, 'Log out: Chrome on Linux');
  await shows(tab, 'Welcome');
  await tab.goto('/login');
  await logIn(tab, email);
  await shows(tab, 'Your account');
  const fields = { 'Current password': PASSWORD, 'New password': OTHER_PASSWORD };
  await fillIn(page, fields);
  await press(page, 'Change password');
  await says(page, 'This form is no longer valid. Send it again.');
  expect(await typed(page)).toEqual(['', '', '']);
  await fillIn(page, fields);
  await press(page, 'Change password');
  await says(page, 'Your password is changed. All other sessions have ended.');
});

test('a login form that was left open while another tab logged in keeps the address', async () => {
  const page = await openPage(app.url);
  await page.goto('/login?next=%2Faccount%3Fagain');
  const tab = await page.context().newPage();
  const email = await register(tab);
  await logIn(page, email);
  await says(page, 'This form is no longer valid. Send it again.');
  expect(await typed(page)).toEqual([email, '']);
  await logIn(page, email);
  await shows(page, 'Your account');
  expect(page.url()).toBe(`${app.url}/account?again`);
});

test('a form of a session that has ended leads through the login back to the account', async () => {
  const page = await openPage(app.url);
  const email = await register(page);
  await page.context().clearCookies();
  await fillIn(page, { 'Current password': PASSWORD, 'New password': OTHER_PASSWORD });
  await press(page, 'Change password');
  await says(page, 'Your session has ended. Log in again.');
  await logIn(page, email);
  await shows(page, 'Your account');
  expect(page.url()).toBe(`${app.url}/account`);
});
