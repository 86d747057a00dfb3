import { type Check, found, HOLDS, unknown } from './check.ts';
import { secretsOf } from './secrets.ts';
import { ofEachSession, placeOf } from './settings.ts';
import { isPlaceholder, SHORTEST_SECRET } from './weak.ts';

export const WEAK_SECRET: Check = {
  code: 'weak-secret',
  group: 'source',
  severity: 'fault',
  about: 'The signing secret can be guessed',
  judge: ({ source }) =>
    ofEachSession(source, (session) => {
      const { literals, isFallback, isClear } = secretsOf(session);
      const at = placeOf(session, 'secret');
      const known = literals.find(isPlaceholder);
      const short = literals.find((one) => Buffer.byteLength(one) < SHORTEST_SECRET);
      if (known === undefined && short === undefined)
        return isClear ? HOLDS : unknown('where the secret comes from is computed', at);
      const what =
        known === undefined
          ? `has ${Buffer.byteLength(short ?? '')} bytes, and may be found by trying`
          : 'is known from tutorials';
      return found({
        message: `The signing secret ${what}: whoever has it makes a cookie for any session id, and one cookie of their own is enough to try it on.`,
        remedy: `Take ${SHORTEST_SECRET} random bytes, from the environment: openssl rand -base64 32`,
        at,
        ...(isFallback && { severity: 'risk' }),
      });
    }),
};
