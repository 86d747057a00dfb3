import { type Check, found, HOLDS } from './check.ts';
import { always, cookieOption, isLiteral, ofEachSession, placeOf, unclear } from './settings.ts';

export const COOKIE_DOMAIN: Check = {
  code: 'cookie-domain',
  group: 'source',
  severity: 'risk',
  about: 'Every host below a domain gets the cookie',
  judge: ({ source }) =>
    ofEachSession(source, (session) => {
      const hasNone = always(cookieOption(session, 'domain'), (value) =>
        value.kind === 'literal' ? isLiteral(value, undefined, null, '', false) : undefined,
      );
      if (hasNone === undefined) return unclear(session, 'cookie', 'domain');
      if (hasNone) return HOLDS;
      return found({
        message:
          'The cookie has a domain: every host below it gets the session of whoever visits it, and can set one.',
        remedy: 'Leave domain out: the cookie is for this host alone then.',
        at: placeOf(session, 'cookie', 'domain'),
      });
    }),
};
