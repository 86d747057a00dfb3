import { type Check, found, HOLDS, unknown } from './check.ts';
import { ofCookie } from './of-answers.ts';
import { idOf, sessionCookieOf } from './sent-cookie.ts';

export const ADOPTS_IDS: Check = {
  code: 'adopts-ids',
  group: 'http',
  severity: 'fault',
  about: 'An id that was made up is kept',
  judge: (read) =>
    ofCookie(read, ({ name }, { adopted, names }, { asked }) => {
      if (adopted.length === 0) return unknown('there was no answer to judge by');
      for (const { answer, id } of adopted) {
        const again = sessionCookieOf(answer, names);
        if (!again) return unknown('whether an id that was made up is kept cannot be seen');
        if (idOf(again) !== idOf({ value: id })) continue;
        return found({
          message: `An id that was made up is kept as ${name}: whoever plants one in a browser knows the session of whoever signs in with it.`,
          remedy:
            'Take express-session with a secret, which signs ids and takes none that it has not made.',
          subject: `${asked}: Set-Cookie`,
        });
      }
      return HOLDS;
    }),
};
