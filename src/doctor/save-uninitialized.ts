import { type Check, found, HOLDS } from './check.ts';
import { isOff, ofEachSession, placeOf, unclear } from './settings.ts';

export const SAVE_UNINITIALIZED: Check = {
  code: 'save-uninitialized',
  group: 'source',
  severity: 'risk',
  about: 'Every stranger gets a session and a cookie',
  judge: ({ source }) =>
    ofEachSession(source, (session) => {
      const off = isOff(session, 'saveUninitialized');
      if (off === undefined) return unclear(session, 'saveUninitialized');
      if (off) return HOLDS;
      return found({
        message:
          'Every visitor and every robot gets a cookie and a session in the store, with nothing in it: the store grows with each request that brings no cookie.',
        remedy: 'saveUninitialized: false',
        at: placeOf(session, 'saveUninitialized'),
      });
    }),
};
