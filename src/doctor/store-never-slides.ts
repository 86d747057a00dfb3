import { locate } from '../express-app/analyse.ts';
import { type Check, found, HOLDS } from './check.ts';
import { always, isLiteral, ofEachSession, optionOf, unclear } from './settings.ts';
import { bareStores } from './stores.ts';

export const STORE_NEVER_SLIDES: Check = {
  code: 'store-never-slides',
  group: 'source',
  severity: 'risk',
  about: 'A session ends so long after the login, used or not',
  judge: ({ source }) =>
    ofEachSession(source, (session) => {
      const [store] = bareStores(optionOf(session, 'store'));
      if (!store) return HOLDS;
      const isOff = always(optionOf(session, 'resave'), (value) => isLiteral(value, false));
      if (isOff === undefined) return unclear(session, 'resave');
      if (!isOff) return HOLDS;
      return found({
        message:
          'connect-mongodb-session has no touch: a session that is only read keeps its first end, and whoever uses the app all day is signed out in the middle of it.',
        remedy: 'A store that has it: npx create-mongo-session-app add --replace-store',
        at: store.written ? locate(store.written.file, store.written.node) : session.at,
      });
    }),
};
