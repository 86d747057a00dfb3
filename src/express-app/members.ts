import { exportOf, isNamespace } from './modules.ts';
import { type Located, propertyName } from './nodes.ts';
import { isRequest, isSession } from './request.ts';
import type { Scope } from './scope.ts';
import { functionValue } from './statements.ts';
import type { Follower } from './trace.ts';
import {
  type External,
  either,
  external,
  isFrom,
  literal,
  type ObjectValue,
  optionsOf,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from './values.ts';

/** What a member of a value is. */
export function memberOf(
  object: Value,
  name: string | undefined,
  node: Located,
  scope: Scope,
  follower: Follower,
): Value {
  const options = optionsOf(object);
  if (options.length > 1)
    return options.map((one) => memberOf(one, name, node, scope, follower)).reduce(either);
  if (name === undefined) return UNKNOWN;
  if (isNamespace(object)) return exportOf(object.module, name);
  switch (object.kind) {
    case 'external':
      return memberOfExternal(object, name, node, scope, follower);
    case 'object':
      return (
        object.properties.get(name) ??
        inherited(object, name, node, scope, follower) ??
        (object.isOpen || object.of ? UNKNOWN : UNDEFINED)
      );
    case 'class':
      return memberOfClass(object, name) ?? UNKNOWN;
    case 'app':
    case 'router': {
      const own = object.properties.get(name);
      if (own) return own;
      // A method that is taken off its app is called where nobody can see it.
      if (isVerb(name)) follower.note({ what: 'passed', on: object, to: UNKNOWN }, node, scope);
      return UNKNOWN;
    }
    case 'function': {
      const own = object.properties.get(name);
      if (own || name !== 'prototype') return own ?? UNKNOWN;
      const prototype: ObjectValue = { kind: 'object', properties: new Map(), isOpen: false };
      object.properties.set(name, prototype);
      return prototype;
    }
    case 'array':
      return object.items[Number(name)] ?? UNKNOWN;
    default:
      return UNKNOWN;
  }
}

function memberOfExternal(
  object: External,
  name: string,
  node: Located,
  scope: Scope,
  follower: Follower,
): Value {
  if (isFrom(object, 'process', '.env')) {
    follower.note({ what: 'reads environment', name }, node, scope);
    const assumed = follower.assumed?.get(name);
    return assumed === undefined ? { kind: 'environment', name } : literal(assumed);
  }
  if (follower.handles && (isRequest(object) || isSession(object)))
    follower.note({ what: 'reads request', name, path: object.path }, node, scope);
  if (name === 'default') return object;
  return { ...external(object.package, `${object.path}.${name}`), from: object };
}

function inherited(
  object: ObjectValue,
  name: string,
  node: Located,
  scope: Scope,
  follower: Follower,
): Value | undefined {
  const found = object.of && memberOfClass(object.of, `prototype.${name}`);
  if (found?.kind !== 'function') return found;
  const isGetter = 'kind' in found.node && found.node.kind === 'get';
  return isGetter ? follower.call(found, object, [], node, scope) : { ...found, self: object };
}

/** A static property, or with `prototype.` before its name a method. */
function memberOfClass(owner: Value, name: string): Value | undefined {
  if (owner.kind === 'function') {
    const prototype = owner.properties.get('prototype');
    const method = name.replace(/^prototype\./, '');
    return prototype?.kind === 'object' ? prototype.properties.get(method) : undefined;
  }
  if (owner.kind !== 'class') return undefined;
  const isStatic = !name.startsWith('prototype.');
  const own = name.replace(/^prototype\./, '');
  if (isStatic && owner.properties.has(own)) return owner.properties.get(own);
  for (const member of owner.node.body.body) {
    const isMethod = member.type === 'ClassMethod' || member.type === 'ClassPrivateMethod';
    if (!isMethod || Boolean(member.static) !== isStatic || propertyName(member) !== own) continue;
    if (member.kind === 'set') continue;
    const method = functionValue(member, owner.scope, { file: owner.file });
    return isStatic ? { ...method, self: owner } : method;
  }
  return owner.parent && memberOfClass(owner.parent, name);
}

const VERBS = new Set([
  'use',
  'all',
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'listen',
  'route',
]);

function isVerb(name: string): boolean {
  return VERBS.has(name);
}
