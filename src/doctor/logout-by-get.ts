import type { Layer } from '../express-app/layers.ts';
import { type Check, found, HOLDS, type Outcome, together } from './check.ts';
import { isFieldSet, isSessionSet, usesMethod } from './deeds.ts';
import { isLogout } from './logouts.ts';

export const LOGOUT_BY_GET: Check = {
  code: 'logout-by-get',
  group: 'source',
  severity: 'risk',
  about: 'A link is enough to sign somebody out',
  judge: ({ source: { layers, allSessions } }) => {
    // Without a session nobody is signed in by one.
    if (allSessions.length === 0) return HOLDS;
    return together(
      layers.filter((layer) => isLogout(layer) && layer.method === 'get').map(judgeRoute),
    );
  },
};

function judgeRoute(layer: Layer): Outcome {
  const ends =
    usesMethod(layer, 'session', /^(destroy|regenerate)$/) ||
    usesMethod(layer, 'request', /^log[oO]ut$/) ||
    layer.deeds.some((deed) => isFieldSet(deed) || isSessionSet(deed));
  if (!ends) return HOLDS;
  return found({
    message: `GET ${layer.path} signs out: a picture on another page, or a browser that loads links ahead, does it as well.`,
    remedy: 'Make it a POST, from a form with a button.',
    at: layer.at,
  });
}
