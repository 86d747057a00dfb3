import type { Layer } from '../express-app/layers.ts';
import { NEXT, RESPONSE } from '../express-app/request.ts';
import { type Check, found, HOLDS } from './check.ts';

export const SESSION_BEFORE_STATIC: Check = {
  code: 'session-before-static',
  group: 'source',
  severity: 'advice',
  about: 'Each static file costs a read of the session',
  judge: ({ source: { layers } }) => {
    const session = layers.findIndex((layer) => layer.path === '' && alwaysReads(layer));
    if (session === -1) return HOLDS;
    const after = layers.slice(session);
    const behind = after.filter(
      (layer, index) =>
        layer.kind === 'static' &&
        layer.isSure &&
        !after.slice(0, index).some((one) => mayAnswer(one) && covers(one, layer)),
    );
    const [first, ...others] = behind;
    if (!first) return HOLDS;
    const more = others.length > 0 ? `, as ${others.length} more do` : '';
    return found({
      message: `The static files come after the session${more}: each picture and style sheet of a page reads the session from the store first.`,
      remedy: 'Move express.static before the session middleware.',
      at: first.at,
    });
  },
};

function covers({ path }: Layer, files: Layer): boolean {
  return path === undefined || files.path === undefined || files.path.startsWith(path);
}

/** Whether a middleware may answer instead of what comes after it: files may be meant to be behind it. */
function mayAnswer({ kind, deeds }: Layer): boolean {
  if (kind !== 'middleware') return false;
  return deeds.some((deed) => {
    if (deed.what !== 'calls' || deed.callee.kind !== 'external') return false;
    const { package: name, path } = deed.callee;
    if (name === NEXT.package) return deed.args.length > 0;
    return name === RESPONSE.package && /\.(send\w*|json|end|redirect|render)$/.test(path);
  });
}

/** Whether each request that gets there reads the session from its store: other packages have it in the cookie. */
function alwaysReads({ isSure, handlers, deeds, sessions }: Layer): boolean {
  const stored = sessions.filter((session) => session.package === 'express-session');
  const isOne = (value: unknown) => stored.some((session) => session === value);
  const isCalled = deeds.some(
    (deed) => deed.what === 'calls' && isOne(deed.callee) && deed.conditions.length === 1,
  );
  return isSure && (handlers.some(isOne) || isCalled);
}
