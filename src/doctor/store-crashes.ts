import { locate } from '../express-app/analyse.ts';
import { optionsOf } from '../express-app/values.ts';
import { type Check, found, HOLDS, together, unknown } from './check.ts';
import { ofEachSession, optionOf } from './settings.ts';
import { bareStores } from './stores.ts';

export const STORE_CRASHES: Check = {
  code: 'store-crashes',
  group: 'source',
  severity: 'fault',
  about: 'The process ends when MongoDB is away at its start',
  judge: ({ source }) =>
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
          return found({
            message:
              'When MongoDB does not answer at the start, the store rejects a promise that nobody catches, and Node ends the process. A listener for "error" does not help.',
            remedy: 'new MongoDBStore(options, (error) => { if (error) … })',
            at,
          });
        }),
      ),
    ),
};
