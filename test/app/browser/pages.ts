import type { Page } from 'playwright-core';
import { openPage } from '../../bed/browser.ts';
import { fillIn, logIn, newEmail, PASSWORD, press, register, says, shows } from './people.ts';

/** Where every page of the app can be seen: one app that works, and one whose database is away. */
export interface Site {
  url: string;
  outageUrl: string;
}

/** Leads a browser to every page of the app in turn, and calls `see` at each. */
export async function visitEveryPage(
  page: Page,
  { url, outageUrl }: Site,
  see: (name: string) => Promise<void>,
) {
  // A page that a form led to may have its words before its style.
  const look = async (name: string) => {
    await page.waitForLoadState('load');
    await see(name);
  };
  await page.goto('/');
  await look('home, logged out');
  await page.goto('/register');
  await look('register');
  await fillIn(page, { 'E-mail address': 'ann@example', Password: 'too short' });
  await press(page, 'Register');
  await says(page, 'This is no e-mail address.');
  await look('register, refused');
  await page.goto('/login');
  await look('login');
  await logIn(page, newEmail());
  await says(page, 'The address or the password is wrong.');
  await look('login, refused');

  // As long as an address may be: it has to fit on a small screen.
  const email = await register(
    page,
    `${'long.'.repeat(10)}${newEmail().slice(0, 12)}@${'long.'.repeat(36)}a.org`,
  );
  await page.goto('/');
  await look('home, logged in');
  for (const userAgent of ['unknown/1.0 '.repeat(20), 'A'.repeat(200), 'soon gone']) {
    const other = await openPage(url, { userAgent });
    await other.goto('/login');
    await logIn(other, email);
    await shows(other, 'Your account');
  }
  await page.goto('/account');
  await press(page, 'Log out: soon gone');
  await says(page, 'The session has ended.');
  await look('account, with three sessions and a message');
  await fillIn(page, { 'Current password': 'not the right one', 'New password': PASSWORD });
  await press(page, 'Change password');
  await says(page, 'This is not your current password.');
  await look('account, password refused');

  await page.goto('/nowhere');
  await shows(page, 'There is no such page');
  await look('404');
  await page.evaluate(`document.querySelector('[name=_csrf]').value = 'stale'`);
  await page.getByRole('button', { name: 'Log out' }).click();
  await shows(page, 'Not allowed');
  await look('403');
  await page.goto('/account');
  await page.context().clearCookies();
  await press(page, 'Log out everywhere else');
  await says(page, 'Your session has ended. Log in again.');
  await look('401');
  await page.goto(outageUrl);
  await shows(page, 'One moment, please');
  await look('503');
}
