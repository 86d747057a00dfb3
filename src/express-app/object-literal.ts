import type { Node, ObjectExpression } from '@babel/types';
import { type Located, propertyName } from './nodes.ts';
import type { Scope } from './scope.ts';
import { functionValue } from './statements.ts';
import type { Follower } from './trace.ts';
import type { ObjectValue } from './values.ts';

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
      if (spread.kind === 'object')
        for (const [name, one] of spread.properties) made.properties.set(name, one);
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

function nameOfKey(property: { key: Node }, scope: Scope, follower: Follower): string | undefined {
  const key = follower.evaluate(property.key, scope);
  return key.kind === 'literal' ? String(key.value) : undefined;
}
