import { type Check, found, HOLDS, skipped } from './check.ts';
import { ofAnswers } from './of-answers.ts';

export const HSTS: Check = {
  code: 'hsts',
  group: 'http',
  severity: 'advice',
  about: 'Browsers are not told to come over HTTPS only',
  judge: (read) =>
    ofAnswers(read, ({ isHttps }, { headers, asked }) => {
      if (!isHttps) return skipped('the URL is not of HTTPS');
      const says = (headers.get('strict-transport-security') ?? []).join(',');
      if (/max-age="?[1-9]/i.test(says)) return HOLDS;
      return found({
        message:
          'Browsers are not told to come over HTTPS only: the first request of each visit may go over plain HTTP, and be answered by somebody else.',
        remedy: "res.set('Strict-Transport-Security', 'max-age=31536000'), or helmet",
        subject: `${asked}: Strict-Transport-Security`,
      });
    }),
};
