import type { Layer } from '../express-app/layers.ts';
import { type Check, found, HOLDS, type Outcome, together, unknown } from './check.ts';
import { isFieldSet, isHandedOn, placeOfDeed, usesMethod } from './deeds.ts';
import { checksPassword } from './passwords.ts';
import { usesExpressSession } from './whose-session.ts';

const SIGNED_IN =
  /^(user|user_?id|uid|user_?name|account|account_?id|email|admin|is_?admin|current_?user|(is_?)?(logged|signed)_?in|(is_?)?auth(ed|enticated|orized)?)$/i;

export const LOGIN_KEEPS_ID: Check = {
  code: 'login-keeps-id',
  group: 'source',
  severity: 'risk',
  about: 'A login goes on in the session that was there before',
  judge: ({ source }) =>
    usesExpressSession(source) ? together(source.layers.map(judgeRoute)) : HOLDS,
};

function judgeRoute(layer: Layer): Outcome {
  const { kind, deeds, path = '' } = layer;
  if (kind !== 'route') return HOLDS;
  const checked = deeds.findIndex(checksPassword);
  if (checked === -1) return HOLDS;
  const set = deeds.findIndex(
    (deed, index) =>
      index > checked &&
      isFieldSet(deed) &&
      SIGNED_IN.test(deed.name ?? '') &&
      isSomething(deed.value),
  );
  const deed = deeds[set];
  if (!deed || !isFieldSet(deed)) return HOLDS;
  if (usesMethod(layer, 'session', /^regenerate$/)) return HOLDS;
  if (usesMethod(layer, 'request', /^log[iI]n$/)) return HOLDS;
  const at = placeOfDeed(deed);
  if (isHandedOn(layer))
    return unknown('whether this login gets a new session id cannot be followed', at);
  const isKnownAlready = deeds
    .slice(0, set)
    .some(
      (one) => one.what === 'reads request' && one.path === '.session' && one.name === deed.name,
    );
  // Somebody who is signed in and changes a password, for one.
  if (isKnownAlready && !/log-?in|sign-?in|auth|session/i.test(path))
    return unknown('whether this is a login cannot be told', at);
  return found({
    message: `${layer.method?.toUpperCase()} ${path || '/'} signs in without a new session id: whoever has planted an id in the browser before is signed in as well.`,
    remedy: `Put it into req.session.regenerate((error) => { … req.session.${deed.name} = …; })`,
    at,
  });
}

function isSomething(value: { kind: string; value?: unknown } | undefined): boolean {
  return value !== undefined && (value.kind !== 'literal' || Boolean(value.value));
}
