import { type Check, found, HOLDS, together } from './check.ts';
import { ofSecrets } from './of-env.ts';

export const SECRET_PLACEHOLDER: Check = {
  code: 'secret-placeholder',
  group: 'configuration',
  severity: 'fault',
  about: 'The secret in the environment is a placeholder',
  judge: (read) =>
    ofSecrets(read, ({ secrets, path }) =>
      together(
        secrets.map(({ key, isPlaceholder }) => {
          if (!isPlaceholder) return HOLDS;
          return found({
            message: `${key} is what a tutorial or an example has put there: it is the first that is tried.`,
            remedy: 'Give it 32 random bytes: openssl rand -base64 32',
            at: { file: path },
            subject: key,
          });
        }),
      ),
    ),
};
