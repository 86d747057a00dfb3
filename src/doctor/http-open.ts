import { type Check, found, HOLDS, skipped } from './check.ts';
import { ofAnswers } from './of-answers.ts';
import { sessionCookieOf } from './sent-cookie.ts';

export const HTTP_OPEN: Check = {
  code: 'http-open',
  group: 'http',
  severity: 'fault',
  about: 'Plain HTTP gets a session cookie',
  judge: (read) =>
    ofAnswers(read, ({ isHttps, isLoopback, plain, asksPlain, names }, first) => {
      if (isHttps && !asksPlain) return skipped('the URL has a port of its own');
      if (!isHttps && isLoopback) return skipped('the URL is of this machine');
      const answer = isHttps ? plain : first;
      if (!answer || !sessionCookieOf(answer, names)) return HOLDS;
      return found({
        message: 'Over plain HTTP the app gives a session cookie: whoever is on the way reads it.',
        remedy: 'Answer plain HTTP with a redirect alone, and set the cookie with secure: true.',
        subject: `${answer.asked} over http: Set-Cookie`,
      });
    }),
};
