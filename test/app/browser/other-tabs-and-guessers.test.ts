import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ownDatabaseUri, startApp } from '../../bed/app.ts';
import { openPage, withBrowser } from '../../bed/browser.ts';
import {
  fillIn,
  logIn,
  logOut,
  PASSWORD,
  press,
  register,
  says,
  sharedApp,
  shows,
} from './people.ts';

withBrowser();

const app = sharedApp();

const BEHIND_A_PROXY = { NODE_ENV: 'production', TRUST_PROXY: '1' };
const HTTPS = { extraHTTPHeaders: { 'x-forwarded-proto': 'https' } };

/** How long it takes, in milliseconds. */
async function timeOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

test('a logout in production takes no longer than another form', async () => {
  const { url } = await startApp('auth-javascript', {
    MONGODB_URI: ownDatabaseUri(),
    ...BEHIND_A_PROXY,
  });
  const page = await openPage(url, HTTPS);
  const email = await register(page);
  const other = await openPage(url, HTTPS);
  await other.goto('/login');
  await logIn(other, email);
  await shows(other, 'Your account');
  await page.goto('/account');
  const another = await timeOf(async () => {
    await press(page, 'Log out everywhere else');
    await says(page, 'All other sessions have ended.');
  });
  const logout = await timeOf(() => logOut(page));
  expect(logout).toBeLessThan(Math.max(3 * another, 500));
});

test('a password changes beside a tab that asks all the time, and both stay logged in', async () => {
  const page = await openPage(app.url);
  await register(page);
  const tab = await page.context().newPage();
  await tab.goto('/account');
  // A page would show, and so take, the message that the other tab waits for.
  await tab.evaluate(
    'window.asking = setInterval(() => fetch("/account", { method: "HEAD" }), 20)',
  );
  let current = PASSWORD;
  for (let round = 0; round < 4; round += 1) {
    const password = `${PASSWORD} ${randomBytes(4).toString('hex')}`;
    await changePassword(page, current, password);
    await says(page, 'Your password is changed. All other sessions have ended.');
    current = password;
  }
  await tab.evaluate('clearInterval(window.asking)');
  for (const either of [tab, page]) {
    await either.goto('/account');
    await shows(either, 'Your account');
  }
});

test('a password form that is sent by a double click changes it, and the person stays logged in', async () => {
  const page = await openPage(app.url);
  await register(page);
  const password = `${PASSWORD} ${randomBytes(4).toString('hex')}`;
  await fillIn(page, { 'Current password': PASSWORD, 'New password': password });
  await page.getByRole('button', { name: 'Change password', exact: true }).dblclick({ delay: 20 });
  await says(page, 'Your password is changed. All other sessions have ended.');
  await page.goto('/account');
  await shows(page, 'Your account');
});

test('a person logs in from their browser while others guess at their account and everybody else', async () => {
  const { url } = await startApp('auth-javascript', {
    MONGODB_URI: ownDatabaseUri(),
    TRUST_PROXY: '1',
  });
  const page = await openPage(url);
  const email = await register(page);
  await logOut(page);
  await page.goto('/login');

  let checked = 0;
  const guesses = Array.from({ length: 150 }, async (_, index) => {
    const guessed = index % 2 === 0 ? email : `${randomBytes(6).toString('hex')}@example.com`;
    if ((await guess(url, guessed, index)) === 401) checked += 1;
  });
  await sleep(200);
  await logIn(page, email);
  await shows(page, 'Your account');
  // The person had to wait for those that were being checked, and not for the flood.
  expect(checked).toBeLessThan(50);
  await Promise.all(guesses);
});

async function changePassword(page: Page, current: string, password: string) {
  await fillIn(page, { 'Current password': current, 'New password': password });
  await press(page, 'Change password');
}

/** A guess from an address of its own. Returns the status of the answer. */
async function guess(url: string, email: string, index: number): Promise<number> {
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    headers: { 'x-forwarded-for': `10.1.${index >> 8}.${index % 256}` },
    body: new URLSearchParams({ email, password: `no ${randomBytes(8).toString('hex')}` }),
  });
  await answer.arrayBuffer();
  return answer.status;
}
