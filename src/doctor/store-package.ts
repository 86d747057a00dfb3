import { type Check, found, HOLDS, together, unknown } from './check.ts';
import { allows, parseVersion } from './versions.ts';

const STORES = ['connect-mongo', 'connect-mongodb-session'];

export const STORE_PACKAGE: Check = {
  code: 'store-package',
  group: 'dependencies',
  severity: 'fault',
  about: 'The store needs another driver than the one that is installed',
  judge: ({ source: { trace }, dependencies: { wants, versions } }) =>
    together(
      STORES.map((store) => {
        const at = trace.packages.get(store);
        const wanted = wants.get(`${store} > mongodb`);
        const driver = parseVersion(versions.get('mongodb'));
        if (!at || wanted === undefined || !driver) return HOLDS;
        const isFit = allows(wanted, driver);
        if (isFit === undefined) return unknown(`which driver ${store} needs cannot be told`, at);
        if (isFit) return HOLDS;
        return found({
          message: `${store} ${versions.get(store)} needs mongodb ${wanted}, and ${driver.join('.')} is installed: it may not start, or lose what it stores.`,
          remedy: `npm install mongodb@${wanted.split(/[\s|]/)[0]}, or another version of ${store}`,
          at,
          subject: store,
        });
      }),
    ),
};
