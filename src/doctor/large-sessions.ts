import { type Check, found, HOLDS } from './check.ts';
import { ofCollection, uncounted } from './of-database.ts';

export const LARGE_SESSIONS: Check = {
  code: 'large-sessions',
  group: 'database',
  severity: 'advice',
  about: 'Sessions are large',
  judge: (read) =>
    ofCollection(read, ({ large, largest, count }, { collection }) => {
      if (count === 0) return HOLDS;
      if (large === undefined || largest === undefined) return uncounted();
      if (large === 0) return HOLDS;
      return found({
        message: `${large} sessions of ${collection} are larger than 16 KB, the largest has ${Math.round(largest / 1024)} KB: each request reads its own, and most write it.`,
        remedy: 'Keep ids in the session, and the rest in collections of its own.',
        subject: collection,
      });
    }),
};
