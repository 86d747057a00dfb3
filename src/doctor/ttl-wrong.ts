import { type Check, found, HOLDS } from './check.ts';
import { ofDatabase, ttlIndex } from './of-database.ts';

export const TTL_WRONG: Check = {
  code: 'ttl-wrong',
  group: 'database',
  severity: 'risk',
  about: 'Sessions are removed at another time than they end',
  judge: (read) =>
    ofDatabase(read, (answer, facts) => {
      const index = ttlIndex(answer, facts);
      const seconds = index?.expireAfterSeconds;
      if (seconds === undefined || seconds === facts.ttl) return HOLDS;
      const { collection, expiryField } = facts;
      return found({
        message: `The index on ${expiryField} of ${collection} removes sessions ${seconds} s after their end, where the store means ${facts.ttl} s.`,
        remedy: `db.runCommand({ collMod: '${collection}', index: { keyPattern: { ${expiryField}: 1 }, expireAfterSeconds: ${facts.ttl} } })`,
        subject: `${collection} { ${expiryField}: 1 }`,
      });
    }),
};
