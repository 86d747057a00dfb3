import type { Layer } from '../express-app/layers.ts';
import { pathTo } from '../express-app/nodes.ts';
import type { Value } from '../express-app/values.ts';
import { type Check, found, HOLDS, unknown } from './check.ts';
import { isFieldSet, placeOfDeed } from './deeds.ts';
import type { SourceEvidence } from './evidence.ts';

export const NO_SESSION: Check = {
  code: 'no-session',
  group: 'source',
  severity: 'fault',
  about: 'req.session is used where there is none',
  judge: ({ source }) => {
    const { layers, allSessions } = source;
    const session = layers.findIndex(({ sessions }) => sessions.length > 0);
    const before = session === -1 ? layers : layers.slice(0, session);
    const at = before.findIndex((layer) => needsSession(layer, source));
    const layer = before[at];
    const deed = layer && useIn(layer);
    if (!layer || !deed) return HOLDS;
    const place = placeOfDeed(deed);
    if (before.slice(0, at + 1).some(mayMakeSession) || (session === -1 && allSessions.length > 0))
      return unknown('whether something has made a session by then cannot be told', place);
    const made = layers[session];
    return found({
      message: made
        ? `This runs before the session middleware (${made.at.file}:${made.at.line}), where req.session is undefined: the request fails.`
        : 'Nothing makes a session, so that req.session is undefined here: the request fails.',
      remedy: made
        ? 'Put the session middleware before it.'
        : 'npx create-mongo-session-app add puts a session before the first route.',
      at: place,
    });
  },
};

/** A use that is asked about first is none: `if (req.session)`. */
function needsSession(layer: Layer, source: SourceEvidence): boolean {
  if (!useIn(layer)) return false;
  return !layer.deeds.some((deed) => {
    if (deed.what === 'sets') return deed.name === 'session';
    if (deed.what !== 'reads request' || deed.path !== '' || deed.name !== 'session') return false;
    const { file, node } = deed.written;
    const program = source.model.sources.get(file)?.program;
    const parent = program && pathTo(program, node).at(-2);
    return (
      parent !== undefined && /^(If|Logical|Unary|Conditional|Binary|Optional)/.test(parent.type)
    );
  });
}

/** `req.session.user` throws; what a variable holds may have been asked about in other words. */
function useIn({ deeds }: Layer) {
  return deeds.find((deed) => {
    const isField = deed.what === 'reads request' && deed.path === '.session';
    if (!isField && !isFieldSet(deed)) return false;
    const { node } = deed.written;
    const member = 'callee' in node ? node.callee : node;
    return member.type === 'MemberExpression' && member.object.type === 'MemberExpression';
  });
}

function mayMakeSession({ kind, handlers, isCut }: Layer): boolean {
  return kind === 'unclear' || isCut || handlers.some(mayBeSession);
}

function mayBeSession(value: Value): boolean {
  if (value.kind === 'function') return false;
  if (value.kind !== 'external') return true;
  return /session|auth|passport|openid|keycloak|grant|connect/i.test(value.package);
}
