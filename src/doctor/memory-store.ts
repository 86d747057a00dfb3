import { type Check, found, HOLDS } from './check.ts';
import { isUndefined, ofEachSession, optionOf, placeOf, unclear } from './settings.ts';
import { kindOfStore } from './stores.ts';

export const MEMORY_STORE: Check = {
  code: 'memory-store',
  group: 'source',
  severity: 'fault',
  about: 'The sessions are kept in the memory of the process',
  judge: ({ source }) =>
    ofEachSession(source, (session) => {
      const store = optionOf(session, 'store');
      const kind = kindOfStore(store);
      if (kind === undefined) return unclear(session, 'store');
      if (kind !== 'memory') return HOLDS;
      return found({
        message:
          "Sessions are in this process's memory: they end with it, and it grows until it ends.",
        remedy: 'Keep them in MongoDB: npx create-mongo-session-app add',
        at: store && !isUndefined(store) ? placeOf(session, 'store') : session.at,
      });
    }),
};
