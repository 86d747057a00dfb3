import { type Check, found, HOLDS, skipped } from './check.ts';
import { ofCollection, ttlIndex, uncounted } from './of-database.ts';

/** The monitor goes round each minute. Seconds. */
const MONITOR = 120;

export const TTL_IDLE: Check = {
  code: 'ttl-idle',
  group: 'database',
  severity: 'risk',
  about: 'The index removes nothing',
  judge: (read) =>
    ofCollection(read, (answer, facts) => {
      const index = ttlIndex(answer, facts);
      // Without the index, or with another time, that is what is said.
      if (index?.expireAfterSeconds !== 0)
        return skipped('there is no index that removes sessions at their end');
      if (answer.overdue === undefined) return uncounted();
      if (answer.overdue === 0) return HOLDS;
      if ((answer.uptime ?? MONITOR) < MONITOR)
        return skipped('the server has just started, and has yet to remove what is over');
      return found({
        message: `${answer.overdue} sessions have been over for more than five minutes and are still there, though the index is: the server's TTL monitor is off, or cannot keep up.`,
        remedy: 'db.adminCommand({ setParameter: 1, ttlMonitorEnabled: true })',
        subject: facts.collection,
      });
    }),
};
