import { type Check, found, HOLDS, skipped } from './check.ts';
import { ofConfiguration } from './of-env.ts';

export const URI_UNESCAPED: Check = {
  code: 'uri-unescaped',
  group: 'configuration',
  severity: 'fault',
  about: 'The URI cannot be read',
  judge: (read) =>
    ofConfiguration(read, ({ uri, path }) => {
      if (!uri) return skipped('no variable of a URI is set');
      if (uri.fault === undefined) return HOLDS;
      return found({
        message: `${uri.key} is no URI that the driver can take: ${uri.fault}.`,
        remedy: 'In the user and the password, @ is %40, : is %3A, / is %2F and % is %25.',
        at: { file: path },
        subject: uri.key,
      });
    }),
};
