import { type Check, found, HOLDS } from './check.ts';
import { ofConfiguration } from './of-env.ts';

export const SECRET_TWICE: Check = {
  code: 'secret-twice',
  group: 'configuration',
  severity: 'fault',
  about: 'The secret is set, and a file of it as well',
  judge: (read) =>
    ofConfiguration(read, ({ hasTwoSources, path }) =>
      hasTwoSources
        ? found({
            message:
              'SESSION_SECRET and SESSION_SECRET_FILE are both set: an app takes one of them, or does not start.',
            remedy: 'Keep one.',
            at: { file: path },
            subject: 'SESSION_SECRET',
          })
        : HOLDS,
    ),
};
