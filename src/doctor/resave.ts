import { type Check, found, HOLDS } from './check.ts';
import { always, isLiteral, ofEachSession, optionOf, placeOf, unclear } from './settings.ts';

export const RESAVE: Check = {
  code: 'resave',
  group: 'source',
  severity: 'risk',
  about: 'Each request writes its session, changed or not',
  judge: ({ source }) =>
    ofEachSession(source, (session) => {
      const isOff = always(optionOf(session, 'resave'), (value) =>
        value.kind === 'literal' ? isLiteral(value, false, null, 0, '') : undefined,
      );
      if (isOff === undefined) return unclear(session, 'resave');
      if (isOff) return HOLDS;
      return found({
        message:
          'Each request writes its session back, changed or not: of two at a time, the slower one undoes what the other has changed, a logout too.',
        remedy: 'resave: false',
        at: placeOf(session, 'resave'),
      });
    }),
};
