import { type Check, found, HOLDS, skipped } from './check.ts';
import { errorOf, isAboutRights } from './of-database.ts';

export const UNREACHABLE: Check = {
  code: 'unreachable',
  group: 'database',
  severity: 'fault',
  about: 'The database does not answer',
  judge: (read) => {
    if (!('value' in read.database)) return skipped(read.database.reason);
    const error = errorOf(read);
    if (error === undefined || isAboutRights(error)) return HOLDS;
    return found({
      message: `The database does not answer (${error}): no session can be read.`,
      remedy: `Start it, or correct ${read.database.value.uriKey}; on Atlas, allow this address.`,
      subject: read.database.value.uriKey,
    });
  },
};
