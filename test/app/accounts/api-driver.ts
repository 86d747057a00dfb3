import { expect } from 'vitest';
import type { Driver, ListedSession } from './driver.ts';

/** JSON, and the token in a header. */
export const apiDriver: Driver = {
  acts: {
    register: (email, password) => ({
      method: 'POST',
      path: '/api/users',
      fields: { email, password },
    }),
    logIn: (email, password) => ({
      method: 'POST',
      path: '/api/session',
      fields: { email, password },
    }),
    logOut: () => ({ method: 'DELETE', path: '/api/session' }),
    changePassword: (current, password) => ({
      method: 'PUT',
      path: '/api/password',
      fields: { current, password },
    }),
    revoke: (id) => ({ method: 'DELETE', path: `/api/sessions/${id}` }),
    signInAgain: (password) => post('/api/session/again', { password }),
    deleteAccount: () => ({ method: 'DELETE', path: '/api/users/me' }),
    forgot: (email) => post('/api/password-resets', { email }),
    reset: (token, password) => put('/api/password-resets', { token, password }),
    askForConfirmation: () => post('/api/confirmations'),
    confirm: (token) => put('/api/confirmations', { token }),
    askForAddress: (email) => post('/api/email-changes', { email }),
    changeAddress: (token) => put('/api/email-changes', { token }),
  },
  done: {
    ...{ register: 201, logIn: 201, logOut: 204, changePassword: 204, revoke: 204 },
    ...{ signInAgain: 204, deleteAccount: 204, forgot: 202, reset: 204 },
    ...{ askForConfirmation: 202, confirm: 204, askForAddress: 202, changeAddress: 204 },
  },
  home: '/api/session',
  signedInOnly: '/api/sessions',
  signedOutStatus: 401,
  takenStatus: 409,
  linkPath: () => undefined,
  errorType: 'application/problem+json; charset=utf-8',

  encode: (fields, token) => ({
    ...(Object.keys(fields).length > 0 && { body: fields }),
    headers: token === undefined ? {} : { 'x-csrf-token': token },
  }),
  readToken: async (client) => {
    const answer = await client.get('/api/csrf');
    return answer.status === 200 ? String(answer.json().token) : undefined;
  },
  withoutTokens: (path, text) => (path === '/api/csrf' ? '' : text),
  readAddress: (answer) => (answer.status === 200 ? String(answer.json().email) : undefined),

  readSessions: async (client) => {
    const answer = await client.get('/api/sessions');
    expect(answer.status).toBe(200);
    return JSON.parse(answer.text) as ListedSession[];
  },
  revokeOthers: async (client) => {
    for (const { id, current } of await client.sessions()) {
      if (!current) expect((await client.revoke(id)).status).toBe(204);
    }
  },
  faultOf: (answer, field) => (answer.json().errors as Record<string, string> | undefined)?.[field],
};

function post(path: string, fields = {}) {
  return { method: 'POST', path, fields } as const;
}

function put(path: string, fields: Record<string, unknown>) {
  return { method: 'PUT', path, fields } as const;
}
