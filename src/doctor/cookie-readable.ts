import { type Check, found, HOLDS } from './check.ts';
import { always, cookieOption, isUnset, ofEachSession, placeOf, unclear } from './settings.ts';

export const COOKIE_READABLE: Check = {
  code: 'cookie-readable',
  group: 'source',
  severity: 'risk',
  about: 'Scripts of the page can read the cookie',
  judge: ({ source }) =>
    ofEachSession(source, (session) => {
      const isOn = always(cookieOption(session, 'httpOnly'), (value) =>
        value.kind === 'literal' ? isUnset(value) || Boolean(value.value) : undefined,
      );
      if (isOn === undefined) return unclear(session, 'cookie', 'httpOnly');
      if (isOn) return HOLDS;
      return found({
        message:
          'The session cookie is not httpOnly: a script that gets into a page takes the session away.',
        remedy:
          'Leave httpOnly out, or set it to true; what a script has to know goes into another cookie.',
        at: placeOf(session, 'cookie', 'httpOnly'),
      });
    }),
};
