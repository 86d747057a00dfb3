import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchApp, ownDatabaseUri, type RunningApp } from '../../bed/app.ts';
import { freePort } from '../../bed/database.ts';

export const PASSWORD = 'a sentence is a good password';

/** Starts an app with a database of its own for the tests of a file. Its address is known once they run. */
export function sharedApp(): { readonly url: string } {
  let app: RunningApp;
  beforeAll(async () => {
    app = await launchDevelopment();
  });
  afterAll(async () => {
    await app.end();
  });
  return {
    get url() {
      return app.url;
    },
  };
}

/** Starts an app as its owner does: the links in its mails lead to its port. */
export async function launchDevelopment(): Promise<RunningApp> {
  const PORT = String(await freePort());
  return launchApp('auth-javascript', { MONGODB_URI: ownDatabaseUri(), PORT });
}

export function newEmail(): string {
  return `${randomBytes(6).toString('hex')}@example.com`;
}

/** Registers somebody new, and waits for their account. Returns the address. */
export async function register(page: Page, email = newEmail()): Promise<string> {
  await page.goto('/register');
  await fillIn(page, { 'E-mail address': email, Password: PASSWORD });
  await press(page, 'Register');
  await shows(page, 'Your account');
  return email;
}

/** Sends the log-in form that is open. */
export async function logIn(page: Page, email: string, password = PASSWORD) {
  await fillIn(page, { 'E-mail address': email, Password: password });
  await press(page, 'Log in');
}

/** Types into fields by their labels. */
export async function fillIn(page: Page, fields: Record<string, string>) {
  for (const [label, text] of Object.entries(fields)) {
    await page.getByLabel(label, { exact: true }).fill(text);
  }
}

export async function press(page: Page, button: string) {
  await page.getByRole('main').getByRole('button', { name: button, exact: true }).click();
}

export async function logOut(page: Page) {
  await page.getByRole('banner').getByRole('button', { name: 'Log out' }).click();
  await shows(page, 'Welcome');
}

/** Waits for the page with this heading. */
export async function shows(page: Page, heading: string) {
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
}

/** Waits for a text. */
export async function says(page: Page, text: string) {
  await page.getByText(text, { exact: true }).waitFor();
}

/** The label or the text of what has the focus. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(`{
    const { activeElement } = document;
    (activeElement.labels?.[0] ?? activeElement).textContent.trim();
  }`);
}

/** Opens the newest mail to an address with this subject in the development mailbox, and follows its link. */
export async function followMail(page: Page, email: string, subject: string) {
  const mail = page.getByRole('article').filter({ hasText: `To ${email}` });
  const ofSubject = mail.filter({ has: page.getByRole('heading', { name: subject }) });
  // It is sent beside the request.
  while ((await ofSubject.count()) === 0) await page.goto('/dev/mail');
  await ofSubject
    .first()
    .getByRole('link', { name: /token=/ })
    .click();
}
