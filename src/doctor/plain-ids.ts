import { type Check, found, HOLDS } from './check.ts';
import { ofDatabase, uncounted } from './of-database.ts';

export const PLAIN_IDS: Check = {
  code: 'plain-ids',
  group: 'database',
  severity: 'advice',
  about: 'The ids of sessions are stored as they are in the cookie',
  judge: (read) =>
    ofDatabase(read, ({ plainIds }, { collection, created }) => {
      if (plainIds === undefined) return uncounted();
      if (plainIds === 0 || created) return HOLDS;
      return found({
        message: `${collection} has the ids as they are in the cookies: with the signing secret, a backup of the database signs in as everybody.`,
        remedy: 'A store that keeps a hash of the id, as the one of create-mongo-session-app does.',
        subject: collection,
      });
    }),
};
