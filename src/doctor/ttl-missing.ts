import { type Check, found, HOLDS, skipped } from './check.ts';
import { ofCollection, ttlIndex } from './of-database.ts';

export const TTL_MISSING: Check = {
  code: 'ttl-missing',
  group: 'database',
  severity: 'risk',
  about: 'Nothing removes sessions that are over',
  judge: (read) =>
    ofCollection(read, (answer, facts) => {
      const { collection, expiryField } = facts;
      if (ttlIndex(answer, facts)) return HOLDS;
      if (facts.ttl === undefined) return skipped('the store removes what is over by itself');
      return found({
        message: `Nothing removes sessions that are over: ${collection} has no TTL index on ${expiryField}, and grows for ever.`,
        remedy: `db.getCollection('${collection}').createIndex({ ${expiryField}: 1 }, { expireAfterSeconds: ${facts.ttl} })`,
        subject: `${collection} { ${expiryField}: 1 }`,
      });
    }),
};
