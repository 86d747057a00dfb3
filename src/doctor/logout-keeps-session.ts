import type { Layer } from '../express-app/layers.ts';
import { type Check, found, HOLDS, type Outcome, together, unknown } from './check.ts';
import { isFieldSet, isHandedOn, isSessionSet, placeOfDeed, usesMethod } from './deeds.ts';
import type { SourceEvidence } from './evidence.ts';
import { isLogout } from './logouts.ts';
import { always, isLiteral, optionOf } from './settings.ts';
import { usesExpressSession } from './whose-session.ts';

export const LOGOUT_KEEPS_SESSION: Check = {
  code: 'logout-keeps-session',
  group: 'source',
  severity: 'risk',
  about: 'A logout leaves the session in the store',
  judge: ({ source }) =>
    usesExpressSession(source)
      ? together(source.layers.filter(isLogout).map((layer) => judgeRoute(layer, source)))
      : HOLDS,
};

function judgeRoute(layer: Layer, { sessions }: SourceEvidence): Outcome {
  if (usesMethod(layer, 'session', /^(destroy|regenerate)$/)) return HOLDS;
  if (usesMethod(layer, 'request', /^(log[oO]ut|sessionStore)$/)) return HOLDS;
  const cleared = layer.deeds.find((deed) => isFieldSet(deed) && isNothing(deed.value));
  const dropped = layer.deeds.find((deed) => isSessionSet(deed) && isNothing(deed.value));
  const deed = dropped ?? cleared;
  if (!deed) return HOLDS;
  const at = placeOfDeed(deed);
  if (isHandedOn(layer))
    return unknown('whether this logout ends the session cannot be followed', at);
  const destroys = sessions.map((session) =>
    always(optionOf(session, 'unset'), (value) => isLiteral(value, 'destroy')),
  );
  if (dropped && destroys.includes(undefined)) return unknown('the option unset is computed', at);
  if (dropped && destroys.every(Boolean)) return HOLDS;
  const what = dropped
    ? "req.session = null ends this request's view of the session alone"
    : 'only fields of the session are cleared';
  return found({
    message: `${layer.path}: ${what}. The session stays in the store with its id and all the rest, and whoever has the cookie goes on with it.`,
    remedy: 'req.session.destroy((error) => { … res.clearCookie(…); })',
    at,
  });
}

/** `delete` has no value. */
function isNothing(value: { kind: string; value?: unknown } | undefined): boolean {
  return value === undefined || (value.kind === 'literal' && !value.value);
}
