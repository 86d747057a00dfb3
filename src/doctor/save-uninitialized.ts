import { type Check, found, HOLDS } from './check.ts';
import { always, isLiteral, ofEachSession, optionOf, placeOf, unclear } from './settings.ts';

export const SAVE_UNINITIALIZED: Check = {
  code: 'save-uninitialized',
  group: 'source',
  severity: 'risk',
  about: 'Every stranger gets a session and a cookie',
  judge: ({ source }) =>
    ofEachSession(source, (session) => {
      const isOff = always(optionOf(session, 'saveUninitialized'), (value) =>
        value.kind === 'literal' ? isLiteral(value, false, null, 0, '') : undefined,
      );
      if (isOff === undefined) return unclear(session, 'saveUninitialized');
      if (isOff) return HOLDS;
      return found({
        message:
          'Every visitor and every robot gets a cookie and a session in the store, with nothing in it: the store grows with each request that brings no cookie.',
        remedy: 'saveUninitialized: false',
        at: placeOf(session, 'saveUninitialized'),
      });
    }),
};
