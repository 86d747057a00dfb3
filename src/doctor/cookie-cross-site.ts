import { optionsOf, textOf } from '../express-app/values.ts';
import { type Check, found, HOLDS } from './check.ts';
import { always, cookieOption, ofEachSession, placeOf, unclear } from './settings.ts';

export const COOKIE_CROSS_SITE: Check = {
  code: 'cookie-cross-site',
  group: 'source',
  severity: 'risk',
  about: 'Other sites can send requests with the cookie',
  judge: ({ source }) =>
    ofEachSession(source, (session) => {
      const sameSite = cookieOption(session, 'sameSite');
      if (!sameSite || optionsOf(sameSite).some(({ kind }) => kind !== 'literal'))
        return unclear(session, 'cookie', 'sameSite');
      // Where it is one of several, somebody has made it a setting.
      const isNone = optionsOf(sameSite).every((one) => textOf(one)?.toLowerCase() === 'none');
      if (!isNone) return HOLDS;
      const at = placeOf(session, 'cookie', 'sameSite');
      const isSecure = always(cookieOption(session, 'secure'), (one) =>
        one.kind === 'literal' ? Boolean(one.value) : undefined,
      );
      if (isSecure === false)
        return found({
          message:
            "The cookie is sameSite: 'none' without secure: browsers drop it, and nobody stays signed in.",
          remedy:
            "Set secure: true beside it, or sameSite: 'lax' where no other site needs the session.",
          at,
          severity: 'fault',
        });
      return found({
        message:
          "The cookie is sameSite: 'none': any site can make a visitor's browser send requests that are signed in, unless each of them is checked for where it comes from.",
        remedy:
          "sameSite: 'lax', or a check of the header Origin before whatever changes something",
        at,
      });
    }),
};
