import { locate } from '../express-app/analyse.ts';
import type { Layer } from '../express-app/layers.ts';
import { isRequest, isSession } from '../express-app/request.ts';
import type { Occurrence } from '../express-app/trace.ts';
import type { Value } from '../express-app/values.ts';
import type { Where } from './check.ts';

type Deed = Occurrence;
export type Setting = Extract<Deed, { what: 'sets' }>;
export type Call = Extract<Deed, { what: 'calls' }>;

/** Where in the source something is done. */
export function placeOfDeed({ written: { file, node } }: Deed): Where {
  return locate(file, node);
}

/** Whether a deed sets or deletes a field of the session. */
export function isFieldSet(deed: Deed): deed is Setting {
  return deed.what === 'sets' && isSession(deed.of);
}

/** Whether a deed puts something in the place of the whole session. */
export function isSessionSet(deed: Deed): deed is Setting {
  return deed.what === 'sets' && isRequest(deed.of) && deed.name === 'session';
}

/** Whether a route uses one of these methods of the request or its session: to hand it on counts, too. */
export function usesMethod({ deeds }: Layer, of: 'request' | 'session', names: RegExp): boolean {
  const path = of === 'session' ? '.session' : '';
  return deeds.some(
    (deed) => deed.what === 'reads request' && deed.path === path && names.test(deed.name),
  );
}

/** Whether the request goes to something that cannot be followed, and may do anything with its session. */
export function isHandedOn({ deeds, isCut }: Layer): boolean {
  return (
    isCut ||
    deeds.some(
      (deed) => deed.what === 'calls' && !isHarmless(deed.callee) && deed.args.some(holdsSession),
    )
  );
}

function holdsSession(value: Value): boolean {
  return isRequest(value) || isSession(value);
}

function isHarmless(callee: Value): boolean {
  if (callee.kind !== 'external') return false;
  return (
    callee.package.startsWith('*') || !/session|auth|passport|login|user/i.test(callee.package)
  );
}

/** The name of what is called, as it is written. */
export function calledName({ written: { node } }: Call): string {
  const callee = 'callee' in node ? node.callee : undefined;
  if (!callee) return '';
  if (callee.type === 'Identifier') return callee.name;
  const isMember = callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression';
  return isMember && callee.property.type === 'Identifier' ? callee.property.name : '';
}
