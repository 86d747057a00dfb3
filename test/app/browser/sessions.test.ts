import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openPage, withBrowser } from '../../bed/browser.ts';
import { logIn, press, register, says, sharedApp, shows } from './people.ts';

withBrowser();

const app = sharedApp();

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1';

/** A person who is logged in with this browser, and with one more for each of the others. */
async function loggedIn(...others: BrowserContextOptions[]): Promise<Page[]> {
  const page = await openPage(app.url, { userAgent: FIREFOX });
  const email = await register(page);
  const pages = [page];
  for (const options of others) {
    const other = await openPage(app.url, options);
    await other.goto('/login');
    await logIn(other, email);
    await shows(other, 'Your account');
    pages.push(other);
  }
  await page.reload();
  return pages;
}

function sessions(page: Page): Promise<string[]> {
  return page.getByRole('listitem').getByRole('paragraph').allInnerTexts();
}

test('the account says in words where a person is logged in, this browser first', async () => {
  const [page] = (await loggedIn({ userAgent: SAFARI }, { userAgent: 'curl/8.5.0' })) as [Page];
  expect(await sessions(page)).toEqual([
    'Firefox on Windows (this one)',
    'Last used just now',
    'curl/8.5.0',
    'Last used just now',
    'Safari on iPhone',
    'Last used just now',
  ]);
});

test('one browser logs another out, which is led to the login and back', async () => {
  const [page, other] = (await loggedIn({ userAgent: SAFARI })) as [Page, Page];
  await press(page, 'Log out: Safari on iPhone');
  await says(page, 'The session has ended.');
  expect(await sessions(page)).toEqual(['Firefox on Windows (this one)', 'Last used just now']);
  await other.getByRole('link', { name: 'Account', exact: true }).click();
  await shows(other, 'Log in');
  expect(other.url()).toBe(`${app.url}/login?next=%2Faccount`);
  await page.reload();
  // What was said once is not said again.
  await says(page, 'Where you are logged in');
  expect(await page.getByRole('status').count()).toBe(0);
});

test('a browser logs out all others', async () => {
  const [page, ...others] = (await loggedIn({ userAgent: SAFARI }, {})) as [Page, Page, Page];
  await press(page, 'Log out everywhere else');
  await says(page, 'All other sessions have ended.');
  expect(await page.getByText('Log out everywhere else').count()).toBe(0);
  for (const other of others) {
    await other.reload();
    await shows(other, 'Log in');
  }
});

test('a browser logs itself out in the list', async () => {
  const [page] = (await loggedIn()) as [Page];
  await press(page, 'Log out: Firefox on Windows');
  await shows(page, 'Welcome');
  await says(page, 'You are not logged in.');
});
