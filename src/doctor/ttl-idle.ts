import { type Check, found, HOLDS } from './check.ts';
import { ofDatabase, ttlIndex, uncounted } from './of-database.ts';

export const TTL_IDLE: Check = {
  code: 'ttl-idle',
  group: 'database',
  severity: 'risk',
  about: 'The index removes nothing',
  judge: (read) =>
    ofDatabase(read, (answer, facts) => {
      const index = ttlIndex(answer, facts);
      // Without the index, or with another time, that is what is said.
      if (index?.expireAfterSeconds !== 0) return HOLDS;
      if (answer.overdue === undefined) return uncounted();
      if (answer.overdue === 0) return HOLDS;
      return found({
        message: `${answer.overdue} sessions have been over for more than five minutes and are still there, though the index is: the server's TTL monitor is off, or cannot keep up.`,
        remedy: 'db.adminCommand({ setParameter: 1, ttlMonitorEnabled: true })',
        subject: facts.collection,
      });
    }),
};
