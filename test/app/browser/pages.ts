import type { Page } from 'playwright-core';
import { openPage } from '../../bed/browser.ts';
import {
  fillIn,
  followMail,
  logIn,
  newEmail,
  PASSWORD,
  press,
  register,
  says,
  shows,
} from './people.ts';

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

  await lookAtGraveThings(page, look);
  await lookAtLinks(page, look);

  await page.goto('/nowhere');
  await shows(page, 'There is no such page');
  await look('404');
  await page.evaluate(`document.querySelector('[name=_csrf]').value = 'stale'`);
  await page.getByRole('button', { name: 'Log out' }).click();
  await shows(page, 'Not allowed');
  await look('403');
  await page.goto('/account');
  await page.context().clearCookies();
  await press(page, 'Delete my account');
  await says(page, 'Your session has ended. Log in again.');
  await look('401');
  await page.goto(outageUrl);
  await shows(page, 'One moment, please');
  await look('503');
}

type Look = (name: string) => Promise<void>;

/** The password again, and a deleted account. Its browser is signed in before, and with another account after it. */
async function lookAtGraveThings(page: Page, look: Look) {
  await page.goto('/again?next=/account');
  await look('again');
  await fillIn(page, { Password: 'not the right one' });
  await press(page, 'Go on');
  await says(page, 'This is not your password.');
  await look('again, refused');
  await fillIn(page, { Password: PASSWORD });
  await press(page, 'Go on');
  await shows(page, 'Your account');
  await fillIn(page, { 'New e-mail address': 'ann@example' });
  await press(page, 'Change address');
  await says(page, 'This is no e-mail address.');
  await look('account, address refused');
  await press(page, 'Delete my account');
  await shows(page, 'Your account is deleted');
  await look('deleted');
}

/** What goes by a link in a mail, as far as it is a page. */
async function lookAtLinks(page: Page, look: Look) {
  await page.context().clearCookies();
  const email = await register(page);
  await followMail(page, email, 'Confirm your address');
  await look('confirm');
  await press(page, 'Confirm your address');
  await says(page, 'Your address is confirmed.');
  await page.goBack();
  await page.reload();
  await shows(page, 'This link is over');
  await look('link over');

  await page.goto('/forgot-password');
  await look('forgotten');
  await fillIn(page, { 'E-mail address': 'ann@example' });
  await press(page, 'Send me a link');
  await says(page, 'This is no e-mail address.');
  await look('forgotten, refused');
  await fillIn(page, { 'E-mail address': email });
  await press(page, 'Send me a link');
  await shows(page, 'Look into your mailbox');
  await look('mail sent');
  await followMail(page, email, 'A new password');
  await look('new password');
  await fillIn(page, { 'New password': 'too short' });
  await press(page, 'Set the password');
  await says(page, 'A password has at least 15 characters. A sentence is a good one.');
  await look('new password, refused');
  await fillIn(page, { 'New password': PASSWORD });
  await press(page, 'Set the password');
  await says(page, 'Your password is changed. Log in with it.');
  await look('login, after a new password');
  await page.goto('/dev/mail');
  await look('mailbox');
  await page.goto('/login');
  await logIn(page, email);
  await shows(page, 'Your account');
}
