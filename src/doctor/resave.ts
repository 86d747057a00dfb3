import { type Check, found, HOLDS } from './check.ts';
import { isOff, ofEachSession, placeOf, unclear } from './settings.ts';

export const RESAVE: Check = {
  code: 'resave',
  group: 'source',
  severity: 'risk',
  about: 'Each request writes its session, changed or not',
  judge: ({ source }) =>
    ofEachSession(source, (session) => {
      const off = isOff(session, 'resave');
      if (off === undefined) return unclear(session, 'resave');
      if (off) return HOLDS;
      return found({
        message:
          'Each request writes its session back, changed or not: of two at a time, the slower one undoes what the other has changed, a logout too.',
        remedy: 'resave: false',
        at: placeOf(session, 'resave'),
      });
    }),
};
