import { type Check, found, HOLDS, together } from './check.ts';
import { ofSecrets } from './of-env.ts';
import { SHORTEST_SECRET } from './weak.ts';

export const SECRET_SHORT: Check = {
  code: 'secret-short',
  group: 'configuration',
  severity: 'fault',
  about: 'The secret in the environment is short',
  judge: (read) =>
    ofSecrets(read, ({ secrets, path }) =>
      together(
        secrets.map(({ key, bytes }) => {
          if (bytes >= SHORTEST_SECRET) return HOLDS;
          return found({
            message: `${key} has ${bytes} bytes: it can be found by trying, and one cookie is enough to try it on.`,
            remedy: `Give it ${SHORTEST_SECRET} random bytes: openssl rand -base64 32`,
            at: { file: path },
            subject: key,
          });
        }),
      ),
    ),
};
