import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openPage, withBrowser } from '../../bed/browser.ts';
import {
  fillIn,
  focused,
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

/** What has the focus after each press of Tab, until it leaves the page. */
async function tabOrder(page: Page): Promise<string[]> {
  const order: string[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    if (await page.evaluate('document.activeElement === document.body')) return order;
    order.push(await focused(page));
  }
}

test('the Tab key goes through a page in reading order', async () => {
  const page = await openPage(app.url);
  await page.goto('/login');
  expect(await tabOrder(page)).toEqual([
    'Skip to content',
    'auth-javascript',
    'Log in',
    'Register',
    'E-mail address',
    'Password',
    'Stay logged in',
    'Log in',
    'Forgotten your password?',
    'Register',
  ]);
  await register(page);
  await page.reload();
  expect(await tabOrder(page)).toEqual([
    'Skip to content',
    'auth-javascript',
    'Account',
    'Log out',
    'Send it again',
    'Log out',
    'Current password',
    'New password',
    'Change password',
    'New e-mail address',
    'Change address',
    'Delete my account',
  ]);
});

test('a person registers, logs out and logs in with the keyboard alone', async () => {
  const page = await openPage(app.url);
  const email = newEmail();
  const { keyboard } = page;
  const tabTo = async (text: string) => {
    do await keyboard.press('Tab');
    while ((await focused(page)) !== text);
  };
  await page.goto('/register');
  await keyboard.press('Tab');
  expect(await focused(page)).toBe('Skip to content');
  const link = page.getByRole('link', { name: 'Skip to content' });
  expect((await link.boundingBox())?.x).toBeGreaterThanOrEqual(0);
  await keyboard.press('Enter');
  // The bar at the top is skipped.
  await keyboard.press('Tab');
  expect(await focused(page)).toBe('E-mail address');
  await keyboard.type(email);
  await keyboard.press('Tab');
  await keyboard.type(PASSWORD);
  await keyboard.press('Enter');
  await shows(page, 'Your account');
  await tabTo('Log out');
  await keyboard.press('Enter');
  await shows(page, 'Welcome');
  await tabTo('Log in');
  await keyboard.press('Enter');
  await shows(page, 'Log in');
  await tabTo('E-mail address');
  await keyboard.type(email);
  await keyboard.press('Tab');
  await keyboard.type(PASSWORD);
  await tabTo('Log in');
  await keyboard.press('Space');
  await shows(page, 'Your account');
});

test('whatever has the focus shows it', async () => {
  const page = await openPage(app.url);
  await register(page);
  await page.reload();
  const outlines: unknown[] = [];
  for (let stop = 0; stop < 8; stop += 1) {
    await page.keyboard.press('Tab');
    outlines.push(await page.evaluate('getComputedStyle(document.activeElement).outlineWidth'));
  }
  expect(outlines).toEqual(Array(8).fill('3px'));
});

test('everything works without JavaScript', async () => {
  const page = await openPage(app.url, { javaScriptEnabled: false });
  const email = await register(page);
  await fillIn(page, { 'Current password': 'not the right one', 'New password': PASSWORD });
  await press(page, 'Change password');
  await says(page, 'This is not your current password.');
  const password = `${PASSWORD}, changed`;
  await fillIn(page, { 'Current password': PASSWORD, 'New password': password });
  await press(page, 'Change password');
  await says(page, 'Your password is changed. All other sessions have ended.');
  await logOut(page);
  await page.goto('/account');
  await logIn(page, email, password);
  await shows(page, 'Your account');
});
