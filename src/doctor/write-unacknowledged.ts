import { type Check, found, HOLDS } from './check.ts';
import { ofDatabase } from './of-database.ts';

export const WRITE_UNACKNOWLEDGED: Check = {
  code: 'write-unacknowledged',
  group: 'database',
  severity: 'risk',
  about: 'A write may be lost, or undone',
  judge: (read) =>
    ofDatabase(read, ({ w, isReplicaSet }, { uriKey, created }) => {
      // Our store asks for the majority itself.
      if (created) return HOLDS;
      if (w === '0')
        return found({
          message: `${uriKey} says w=0: nobody hears of a session that was not stored.`,
          remedy: 'Leave w out of the URI.',
          subject: uriKey,
        });
      if (w !== '1' || !isReplicaSet) return HOLDS;
      return found({
        message: `${uriKey} says w=1 for a replica set: what the primary alone has can be undone when another takes over, a logout too.`,
        remedy: 'w=majority, which is what a server takes by itself',
        subject: uriKey,
      });
    }),
};
