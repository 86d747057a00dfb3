import { type Check, found, HOLDS } from './check.ts';
import { always, cookieOption, isLiteral, ofEachSession, placeOf, unclear } from './settings.ts';

export const COOKIE_NOT_SECURE: Check = {
  code: 'cookie-not-secure',
  group: 'source',
  severity: 'risk',
  about: 'The cookie is sent over plain HTTP, in production too',
  judge: ({ source }) =>
    ofEachSession(source, (session) => {
      const isSecure = always(cookieOption(session, 'secure'), (value) =>
        value.kind === 'literal' ? Boolean(value.value) || isLiteral(value, 'auto') : undefined,
      );
      if (isSecure === undefined) return unclear(session, 'cookie', 'secure');
      if (isSecure) return HOLDS;
      return found({
        message:
          'In production, too, the cookie goes over plain HTTP: whoever is on the way to the browser reads it, and is signed in.',
        remedy:
          "cookie: { secure: process.env.NODE_ENV === 'production' }, and behind a proxy that ends TLS app.set('trust proxy', 1)",
        at: placeOf(session, 'cookie', 'secure'),
      });
    }),
};
