import type { Node } from '@babel/types';
import { type Located, propertyName } from './nodes.ts';
import { isOfRequest } from './request.ts';
import type { Scope } from './scope.ts';
import type { Follower } from './trace.ts';
import { isNothing } from './truth.ts';
import { either, UNDEFINED, UNKNOWN, type Value } from './values.ts';

/** Gives a value to what a pattern names: a variable, a property, or parts of both. */
export function bindPattern(
  pattern: Node,
  value: Value,
  scope: Scope,
  how: 'declare' | 'assign',
  follower: Follower,
): void {
  const part = (one: Node, given: Value) => bindPattern(one, given, scope, how, follower);
  switch (pattern.type) {
    case 'Identifier':
      setName(pattern.name, value, scope, how, follower);
      return;
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'ParenthesizedExpression':
      part(pattern.expression, value);
      return;
    case 'MemberExpression': {
      const object = follower.evaluate(pattern.object, scope);
      const { property, computed } = pattern;
      const key = computed ? follower.evaluate(property, scope) : UNKNOWN;
      const written = property.type === 'PrivateName' ? `#${property.id.name}` : undefined;
      const plain = !computed && property.type === 'Identifier' ? property.name : undefined;
      const name = written ?? plain ?? (key.kind === 'literal' ? String(key.value) : undefined);
      if (follower.handles && isOfRequest(object))
        follower.note({ what: 'sets', of: object, name, value }, pattern as Located, scope);
      follower.setMember(object, name, value);
      return;
    }
    case 'AssignmentPattern': {
      const byDefault = follower.evaluate(pattern.right, scope);
      part(pattern.left, orDefault(value, byDefault));
      return;
    }
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') part(property.argument, UNKNOWN);
        else
          part(
            property.value,
            follower.member(value, propertyName(property), property as Located, scope),
          );
      }
      return;
    case 'ArrayPattern':
      for (const [index, element] of pattern.elements.entries()) {
        if (!element) continue;
        const isRest = element.type === 'RestElement';
        const item = value.kind === 'array' && !value.isOpen ? value.items[index] : undefined;
        part(isRest ? element.argument : element, isRest ? UNKNOWN : (item ?? UNKNOWN));
      }
      return;
  }
}

/** A default counts where the value may be undefined, and there alone. */
function orDefault(value: Value, byDefault: Value): Value {
  if (isNothing(value) === undefined && value.kind !== 'unknown') return either(value, byDefault);
  return value.kind === 'literal' && value.value === undefined ? byDefault : value;
}

function setName(
  name: string,
  value: Value,
  scope: Scope,
  how: 'declare' | 'assign',
  { conditions }: Follower,
) {
  if (how === 'declare') return scope.declare(name, value, conditions.length);
  const variable = scope.find(name);
  // Sloppy code that declares nothing makes a global of it, which is read in the same file.
  if (!variable) return scope.outermost().declare(name, value, conditions.length);
  const isSure = conditions.length <= variable.conditions || variable.value === undefined;
  variable.value = isSure ? value : either(variable.value ?? UNDEFINED, value);
}
