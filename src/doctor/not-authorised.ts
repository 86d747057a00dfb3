import { type Check, found, HOLDS, skipped } from './check.ts';
import { errorOf, isAboutRights } from './of-database.ts';

export const NOT_AUTHORISED: Check = {
  code: 'not-authorised',
  group: 'database',
  severity: 'fault',
  about: 'The database does not let the app in',
  judge: (read) => {
    if (!('value' in read.database)) return skipped(read.database.reason);
    const error = errorOf(read);
    if (error === undefined || !isAboutRights(error)) return HOLDS;
    return found({
      message: `The database does not let the app in, or may not tell it of its sessions (${error}).`,
      remedy: `Correct the user and the password in ${read.database.value.uriKey}, and give the user the role readWrite.`,
      subject: read.database.value.uriKey,
    });
  },
};
