import { type Check, found } from './check.ts';
import { notIn, ofAnswers } from './of-answers.ts';
import { sessionCookieOf } from './sent-cookie.ts';

export const COOKIE_FOR_STRANGERS: Check = {
  code: 'cookie-for-strangers',
  group: 'http',
  severity: 'risk',
  about: 'A stranger gets a session cookie',
  judge: (read) =>
    ofAnswers(read, ({ names }, first) => {
      const cookie = sessionCookieOf(first, names);
      if (!cookie) return notIn(first);
      return found({
        message: `${first.asked} gives everybody the cookie ${cookie.name}: each robot leaves a session in the store.`,
        remedy: 'saveUninitialized: false, and nothing put into the session of a stranger',
        subject: `${first.asked}: Set-Cookie`,
      });
    }),
};
