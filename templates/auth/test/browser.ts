import assert from 'node:assert/strict';
import { newEmail, PASSWORD, type visitor } from './bed.ts';

export type Visit = ReturnType<typeof visitor>;
type Fields = Record<string, string>;

/** Sends a form, with the token of the page it is on when there is one. */
export async function submit(visit: Visit, path: string, fields: Fields, page = '/') {
  const token = /name="_csrf" value="([^"]+)"/.exec((await visit('GET', page)).text)?.[1];
  const body = new URLSearchParams({ ...fields, ...(token && { _csrf: token }) });
  return visit('POST', path, { body });
}

/** Registers somebody in a browser, which is signed in then. */
export async function register(visit: Visit) {
  const email = newEmail();
  const { status } = await submit(visit, '/register', { email, password: PASSWORD });
  assert.equal(status, 303);
  return { visit, email };
}

export const isSignedIn = async (visit: Visit) => (await visit('GET', '/account')).status === 200;
