import assert from 'node:assert/strict';
import { newEmail, PASSWORD, visitor } from './bed.ts';

export type Call = ReturnType<typeof frontEnd>;

/** A front end: it sends JSON, and the token once it has one. `url` is asked anew, for restarts. */
export function frontEnd(url: () => string) {
  const visit = visitor(url);
  return async (method: string, path: string, body?: unknown) => {
    const csrf = await visit('GET', '/api/csrf');
    const token = csrf.status === 200 ? JSON.parse(csrf.text).token : '';
    const headers = { 'content-type': 'application/json', 'x-csrf-token': token };
    const answer = await visit(method, path, { headers, body: body ? JSON.stringify(body) : null });
    return { ...answer, json: () => JSON.parse(answer.text) };
  };
}

/** Registers somebody, who is signed in then. */
export async function register(call: Call) {
  const email = newEmail();
  const { status } = await call('POST', '/api/users', { email, password: PASSWORD });
  assert.equal(status, 201);
  return { call, email };
}

export const isSignedIn = async (call: Call) => (await call('GET', '/api/session')).status === 200;
