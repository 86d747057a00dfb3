import { isSame, type Value } from '../express-app/values.ts';
import { type Check, found, HOLDS, together, unknown } from './check.ts';
import { isUnset, optionOf } from './settings.ts';

export const COOKIE_PARSER_SECRET: Check = {
  code: 'cookie-parser-secret',
  group: 'source',
  severity: 'advice',
  about: 'cookie-parser has another secret than the session',
  judge: ({ source: { layers, sessions } }) => {
    const [session, ...others] = sessions;
    const at = layers.findIndex((layer) => layer.sessions.length > 0);
    if (!session || others.length > 0) return HOLDS;
    const given = optionOf(session, 'secret');
    const secrets = given?.kind === 'array' ? given.items : given ? [given] : [];
    return together(
      layers.slice(0, Math.max(at, 0)).flatMap(({ handlers, at: where }) =>
        handlers.filter(isParser).map((parser) => {
          const own = parser.kind === 'external' ? parser.args?.[0] : undefined;
          if (
            !own ||
            isUnset(own) ||
            secrets.some((one) => one === own || (isKnown(one) && isSame(one, own)))
          )
            return HOLDS;
          if (!isKnown(own) || secrets.length === 0 || !secrets.every(isKnown))
            return unknown(
              'whether cookie-parser has the secret of the session is computed',
              where,
            );
          return found({
            message:
              'cookie-parser has another secret than the session: to it the cookie of the session is forged, and req.signedCookies says so.',
            remedy:
              'Give both the same one, or cookie-parser none where no other cookie is signed.',
            at: where,
          });
        }),
      ),
    );
  },
};

function isParser(value: Value): boolean {
  return value.kind === 'external' && value.package === 'cookie-parser' && value.path === '()';
}

function isKnown({ kind }: Value): boolean {
  return kind === 'literal' || kind === 'environment';
}
