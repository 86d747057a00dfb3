import { type Check, found, HOLDS, together, unknown } from './check.ts';
import { allows, parseVersion } from './versions.ts';

/** The stores that stand on the driver. */
export const STORES = ['connect-mongo', 'connect-mongodb-session'];

export const STORE_PACKAGE: Check = {
  code: 'store-package',
  group: 'dependencies',
  severity: 'fault',
  about: 'The store needs another driver than the one that is installed',
  judge: ({ source: { trace }, dependencies: { wants, versions, ownDrivers } }) =>
    together(
      STORES.map((store) => {
        const at = trace.packages.get(store);
        if (!at || ownDrivers.has(store)) return HOLDS;
        const wanted = wants.get(`${store} > mongodb`);
        const driver = parseVersion(versions.get('mongodb'));
        const untold = unknown(`which driver ${store} needs, or finds, cannot be told`, at);
        if (wanted === undefined || !driver) return untold;
        const isFit = allows(wanted, driver);
        if (isFit === undefined) return untold;
        if (isFit) return HOLDS;
        return found({
          message: `${store} ${versions.get(store)} needs mongodb ${wanted}, and ${driver.join('.')} is installed: it may not start, or lose what it stores.`,
          remedy: `npm install "mongodb@${wanted}", or another version of ${store}`,
          at,
          subject: store,
        });
      }),
    ),
};
