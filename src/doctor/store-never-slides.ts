import { locate } from '../express-app/analyse.ts';
import { type Check, found, HOLDS, unknown } from './check.ts';
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
      const texts = [...source.model.sources.values()].map(({ text }) => text);
      if (texts.some((text) => /\.touch\s*=[^=]|\btouch\s*\(/.test(text)))
        return unknown(
          'whether the touch in the source is the one of the store cannot be told',
          session.at,
        );
      return found({
        message:
          'connect-mongodb-session has no touch: a session that is only read keeps its first end, and whoever uses the app all day is signed out in the middle of it.',
        remedy:
          'Before session(): store.touch = (id, data, callback) => store.set(id, data, callback);',
        at: store.written ? locate(store.written.file, store.written.node) : session.at,
      });
    }),
};
