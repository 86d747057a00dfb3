import { type Check, found, HOLDS } from './check.ts';
import { ofConfiguration } from './of-env.ts';

export const ENV_COMMITTED: Check = {
  code: 'env-committed',
  group: 'configuration',
  severity: 'fault',
  about: 'The file with the secrets is in git',
  judge: (read) =>
    ofConfiguration(read, ({ path, keys, isTracked }) =>
      isTracked && keys.length > 0
        ? found({
            message: `git holds ${path}: whoever has the repository, or an old clone of it, has the secrets.`,
            remedy: `git rm --cached ${path}, a line for it in .gitignore, and new secrets: what was committed stays in the history.`,
            at: { file: path },
          })
        : HOLDS,
    ),
};
