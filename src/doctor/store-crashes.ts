import { locate } from '../express-app/analyse.ts';
import { optionsOf } from '../express-app/values.ts';
import { type Check, found, HOLDS, together, unknown } from './check.ts';
import { ofEachSession, optionOf } from './settings.ts';
import { bareStores } from './stores.ts';
import { isOlder, type Version } from './versions.ts';

/** Up to there connect-mongodb-session throws where neither a callback nor a listener takes its error. */
const LISTENER_IS_DEAF: Version = [4, 0, 0];

export const STORE_CRASHES: Check = {
  code: 'store-crashes',
  group: 'source',
  severity: 'fault',
  about: 'The process ends when MongoDB is away at its start',
  judge: ({ source, dependencies }) =>
    ofEachSession(source, (session) =>
      together(
        bareStores(optionOf(session, 'store')).map(({ args = [], written }) => {
          const callback = args.find((one, index) => index > 0 || one.kind === 'function');
          const at = written ? locate(written.file, written.node) : session.at;
          if (callback && optionsOf(callback).every(({ kind }) => kind === 'function'))
            return HOLDS;
          const texts = [...source.model.sources.values()].map(({ text }) => text);
          if (texts.some((text) => /initialConnectionPromise\s*\??\.\s*catch\b/.test(text)))
            return HOLDS;
          if (callback || texts.some((text) => text.includes('initialConnectionPromise')))
            return unknown('whether a failed connection is caught cannot be told', at);
          const isOld = isOlder('connect-mongodb-session', LISTENER_IS_DEAF, dependencies);
          if (isOld !== false && texts.some((text) => /\.on\(\s*['"]error/.test(text)))
            return unknown('whether a listener for "error" is the one of the store', at);
          const what = isOld
            ? 'throws an error that nobody takes'
            : 'rejects a promise that nobody catches; a listener for "error" does not help';
          return found({
            message: `When MongoDB does not answer at the start, the store ${what}: Node ends the process.`,
            remedy: 'new MongoDBStore(options, (error) => { if (error) … })',
            at,
          });
        }),
      ),
    ),
};
