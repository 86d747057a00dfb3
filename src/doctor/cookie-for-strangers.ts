import { type Check, found, HOLDS } from './check.ts';
import { ofAnswers } from './of-answers.ts';
import { sessionCookieOf } from './sent-cookie.ts';

export const COOKIE_FOR_STRANGERS: Check = {
  code: 'cookie-for-strangers',
  group: 'http',
  severity: 'risk',
  about: 'A stranger gets a session cookie',
  judge: (read) =>
    ofAnswers(read, ({ names }, first) => {
      const cookie = sessionCookieOf(first, names);
      if (!cookie) return HOLDS;
      return found({
        message: `${first.asked} gives everybody the cookie ${cookie.name}: each robot leaves a session in the store.`,
        remedy: 'saveUninitialized: false, and nothing put into the session of a stranger',
        subject: `${first.asked}: Set-Cookie`,
      });
    }),
};
