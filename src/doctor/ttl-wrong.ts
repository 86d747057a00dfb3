import { type Check, found, HOLDS, skipped } from './check.ts';
import { ofCollection, ttlIndex } from './of-database.ts';

export const TTL_WRONG: Check = {
  code: 'ttl-wrong',
  group: 'database',
  severity: 'risk',
  about: 'Sessions are removed at another time than they end',
  judge: (read) =>
    ofCollection(read, (answer, facts) => {
      const index = ttlIndex(answer, facts);
      const seconds = index?.expireAfterSeconds;
      if (seconds === undefined || facts.ttl === undefined)
        return skipped('there is no such index');
      if (seconds === facts.ttl) return HOLDS;
      const { collection, expiryField } = facts;
      return found({
        message: `The index on ${expiryField} of ${collection} removes sessions ${seconds} s after their end, where the store means ${facts.ttl} s.`,
        remedy: `db.runCommand({ collMod: '${collection}', index: { keyPattern: { ${expiryField}: 1 }, expireAfterSeconds: ${facts.ttl} } })`,
        subject: `${collection} { ${expiryField}: 1 }`,
      });
    }),
};
