import type { Node, ObjectExpression } from '@babel/types';
import { type Located, propertyName } from './nodes.ts';
import type { Scope } from './scope.ts';
import { functionValue } from './statements.ts';
import type { Follower } from './trace.ts';
import { either, type ObjectValue, UNDEFINED, UNKNOWN, type Value } from './values.ts';

/** An object as far as it is written out. */
export function objectLiteral(
  node: ObjectExpression,
  scope: Scope,
  follower: Follower,
): ObjectValue {
  const made: ObjectValue = {
    kind: 'object',
    properties: new Map(),
    isOpen: false,
    written: { file: follower.file, node: node as Located },
  };
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      const spread = follower.evaluate(property.argument, scope);
      if (follower.assumed && spread.kind === 'choice' && spread.options.every(isClosed)) {
        addEither(made, spread.options);
        continue;
      }
      if (spread.kind === 'object')
        for (const [name, one] of spread.properties) made.properties.set(name, one);
      if (follower.assumed && isClosed(spread)) continue;
      if (follower.assumed) overrideAll(made);
      made.isOpen = true;
      continue;
    }
    const name = propertyName(property) ?? nameOfKey(property, scope, follower);
    const value =
      property.type === 'ObjectMethod'
        ? { ...functionValue(property, scope, follower), self: made }
        : follower.evaluate(property.value, scope);
    if (name === undefined) made.isOpen = true;
    else made.properties.set(name, value);
  }
  return made;
}

/** Whether all that a spread adds is known: `...(isProduction && { secure: true })` may add nothing. */
export function isClosed(spread: Value): boolean {
  return spread.kind === 'literal' || (spread.kind === 'object' && !spread.isOpen && !spread.of);
}

/** Of several objects, one is spread: what only some of them have may be there, or as it was. */
function addEither({ properties }: ObjectValue, options: readonly Value[]) {
  const all = options.map((one) =>
    one.kind === 'object' ? one.properties : new Map<string, Value>(),
  );
  for (const name of new Set(all.flatMap((one) => [...one.keys()]))) {
    const before = properties.get(name) ?? UNDEFINED;
    properties.set(name, all.map((one) => one.get(name) ?? before).reduce(either));
  }
}

/** What cannot be told may hold another value for each property before it. */
export function overrideAll({ properties }: ObjectValue) {
  for (const name of properties.keys()) properties.set(name, UNKNOWN);
}

function nameOfKey(property: { key: Node }, scope: Scope, follower: Follower): string | undefined {
  const key = follower.evaluate(property.key, scope);
  return key.kind === 'literal' ? String(key.value) : undefined;
}
