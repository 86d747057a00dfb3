import { type Check, found, HOLDS, skipped, unknown } from './check.ts';
import { ofCollection, uncounted } from './of-database.ts';

export const PLAIN_IDS: Check = {
  code: 'plain-ids',
  group: 'database',
  severity: 'advice',
  about: 'The ids of sessions are stored as they are in the cookie',
  judge: (read) =>
    ofCollection(read, ({ ids }, { collection }) => {
      if (!ids) return uncounted();
      if (ids.looked === 0) return skipped(`${collection} is empty`);
      if (ids.hashed === ids.looked) return HOLDS;
      if (ids.plain === 0)
        return unknown(`whether the ids in ${collection} are those of the cookies cannot be seen`);
      return found({
        message: `${collection} has the ids as they are in the cookies: with the signing secret, a backup of the database signs in as everybody.`,
        remedy: 'A store that keeps a hash of the id, as the one of create-mongo-session-app does.',
        subject: collection,
      });
    }),
};
