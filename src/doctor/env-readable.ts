import { type Check, found, HOLDS, skipped } from './check.ts';
import { ofConfiguration } from './of-env.ts';

export const ENV_READABLE: Check = {
  code: 'env-readable',
  group: 'configuration',
  severity: 'risk',
  about: 'Other users of the machine can read the secrets',
  judge: (read) =>
    ofConfiguration(read, ({ path, keys, isReadableByOthers }) => {
      if (isReadableByOthers === undefined) return skipped('there are no modes of files here');
      if (!isReadableByOthers || keys.length === 0) return HOLDS;
      return found({
        message: `Every user of this machine can read ${path}: where others have an account, they have the secrets.`,
        remedy: `chmod 600 ${path}`,
        at: { file: path },
      });
    }),
};
