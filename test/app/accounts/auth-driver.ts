import { expect } from 'vitest';
import type { Driver, ListedSession } from './driver.ts';

/** Pages and forms. */
export const authDriver: Driver = {
  acts: {
    register: (email, password) => post('/register', { email, password }),
    logIn: (email, password) => post('/login', { email, password }),
    logOut: () => post('/logout'),
    changePassword: (current, password) => post('/account/password', { current, password }),
    revoke: (id) => post(`/account/sessions/${id}/revoke`),
    signInAgain: (password) => post('/again', { password }),
    deleteAccount: () => post('/account/delete'),
    forgot: (email) => post('/forgot-password', { email }),
    reset: (token, password) => post('/reset-password', { token, password }),
    askForConfirmation: () => post('/account/confirmation'),
    confirm: (token) => post('/confirm', { token }),
    askForAddress: (email) => post('/account/email', { email }),
    changeAddress: (token) => post('/confirm-email', { token }),
  },
  done: {
    ...{ register: 303, logIn: 303, logOut: 303, changePassword: 303, revoke: 303 },
    ...{ signInAgain: 303, deleteAccount: 200, forgot: 200, reset: 303 },
    ...{ askForConfirmation: 303, confirm: 303, askForAddress: 303, changeAddress: 303 },
  },
  home: '/',
  signedInOnly: '/account',
  signedOutStatus: 303,
  takenStatus: 422,
  linkPath: ({ path, fields }) => `${path}?token=${fields?.token}`,
  errorType: 'text/html; charset=utf-8',

  encode: (fields, token) => ({
    body: new URLSearchParams({ ...fields, ...(token !== undefined && { _csrf: token }) }),
    headers: {},
  }),
  readToken: async (client) => TOKEN_FIELD.exec((await client.get('/')).text)?.[1],
  withoutTokens: (_path, text) =>
    text.replace(new RegExp(TOKEN_FIELD, 'g'), '').replace(/name="token" value="[^"]+"/g, ''),
  readAddress: ({ text }) => /logged in as <strong>([^<]+)<\/strong>/.exec(text)?.[1],

  readSessions: async (client) => {
    const { status, text } = await client.get('/account');
    expect(status).toBe(200);
    return [...text.matchAll(/<li>.*?<\/li>/gs)].map(([item]) => readItem(item));
  },
  revokeOthers: async (client) => {
    const { status } = await client.send(post('/account/sessions/revoke-others'));
    expect(status).toBe(303);
  },
  faultOf: ({ text }, field) => new RegExp(`id="${field}-fault">([^<]+)<`).exec(text)?.[1],
};

const TOKEN_FIELD = /name="_csrf" value="([^"]+)"/;

function post(path: string, fields = {}) {
  return { method: 'POST', path, fields } as const;
}

function readItem(item: string): ListedSession {
  return {
    id: /sessions\/([^/]+)\/revoke"/.exec(item)?.[1] ?? '',
    userAgent: /<p>(.*?)(?: <strong>.*)?<\/p>/.exec(item)?.[1] ?? '',
    current: item.includes('(this one)'),
  };
}
