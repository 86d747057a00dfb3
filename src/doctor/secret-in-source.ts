import { type Check, found, HOLDS, unknown } from './check.ts';
import { secretsOf } from './secrets.ts';
import { ofEachSession, placeOf } from './settings.ts';

export const SECRET_IN_SOURCE: Check = {
  code: 'secret-in-source',
  group: 'source',
  severity: 'risk',
  about: 'The signing secret is in the source',
  judge: ({ source }) =>
    ofEachSession(source, (session) => {
      const { literals, isFallback, isClear } = secretsOf(session);
      const at = placeOf(session, 'secret');
      const [literal] = literals;
      if (literal === undefined)
        return isClear ? HOLDS : unknown('where the secret comes from is computed', at);
      const what = `a literal of ${literal.length} characters`;
      return found({
        message: isFallback
          ? `Where the variable of the environment is not set, the signing secret is ${what} in the source: whoever reads it can sign in as anybody.`
          : `The signing secret is in the source (${what}): whoever reads it can sign in as anybody.`,
        remedy: isFallback
          ? 'Let the app end when the variable is missing, and give that a new value: openssl rand -base64 32'
          : 'Read it from the environment, process.env.SESSION_SECRET, and give that a new value: openssl rand -base64 32',
        at,
      });
    }),
};
