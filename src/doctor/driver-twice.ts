import { type Check, found, HOLDS, unknown } from './check.ts';
import { STORES } from './store-package.ts';

export const DRIVER_TWICE: Check = {
  code: 'driver-twice',
  group: 'dependencies',
  severity: 'advice',
  about: 'There are two versions of the MongoDB driver',
  judge: ({ source: { trace }, dependencies: { ownDrivers, versions } }) => {
    const own = versions.get('mongodb');
    for (const [store, version] of ownDrivers) {
      const at = trace.packages.get(store);
      if (!at || own === undefined || own === version) continue;
      return found({
        message: `${store} brings mongodb ${version}, and the app has ${own}: a connection of one cannot be given to the other, and each opens its own.`,
        remedy: `npm install mongodb@${version.split('.')[0]}, where nothing needs the other`,
        at: { file: 'package.json' },
        subject: 'mongodb',
      });
    }
    const unread = STORES.find((store) => trace.packages.has(store) && !versions.has(store));
    return unread === undefined
      ? HOLDS
      : unknown(`${unread} is neither installed nor locked`, trace.packages.get(unread));
  },
};
