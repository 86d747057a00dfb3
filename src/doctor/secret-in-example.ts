import { type Check, found, HOLDS } from './check.ts';
import { ofSecrets } from './of-env.ts';

export const SECRET_IN_EXAMPLE: Check = {
  code: 'secret-in-example',
  group: 'configuration',
  severity: 'fault',
  about: 'The secret in force stands in the example, too',
  judge: (read) =>
    ofSecrets(read, ({ secrets }) => {
      const [shown] = secrets.filter(({ example }) => example !== undefined);
      if (shown?.example === undefined) return HOLDS;
      return found({
        message: `${shown.key} has the value that ${shown.example} shows to everybody who has the source.`,
        remedy: `Give it a new one: openssl rand -base64 32, and leave it empty in ${shown.example}.`,
        at: { file: shown.example },
        subject: shown.key,
      });
    }),
};
