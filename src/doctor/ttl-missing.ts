import { type Check, found, HOLDS, skipped } from './check.ts';
import { ofDatabase, ttlIndex } from './of-database.ts';

export const TTL_MISSING: Check = {
  code: 'ttl-missing',
  group: 'database',
  severity: 'risk',
  about: 'Nothing removes sessions that are over',
  judge: (read) =>
    ofDatabase(read, (answer, facts) => {
      const { collection, expiryField } = facts;
      if (!answer.indexes[collection]?.length)
        return skipped(`there is no collection ${collection} yet`);
      if (ttlIndex(answer, facts)) return HOLDS;
      return found({
        message: `Nothing removes sessions that are over: ${collection} has no TTL index on ${expiryField}, and grows for ever.`,
        remedy: `db.getCollection('${collection}').createIndex({ ${expiryField}: 1 }, { expireAfterSeconds: 0 })`,
        subject: `${collection} { ${expiryField}: 1 }`,
      });
    }),
};
