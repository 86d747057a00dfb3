import type { Value } from './values.ts';

/** Whether a value counts as true in a condition; undefined where that is not known. */
export function truthOf(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'literal':
      return Boolean(value.value);
    case 'object':
    case 'array':
    case 'function':
    case 'class':
    case 'app':
    case 'router':
    case 'promise':
      return true;
    case 'choice': {
      const [first, ...others] = value.options.map(truthOf);
      return others.every((one) => one === first) ? first : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether a value is certainly nothing, or certainly something, for `??` and `?.`. */
export function isNothing(value: Value): boolean | undefined {
  if (value.kind === 'literal') return value.value === undefined || value.value === null;
  return truthOf(value) === undefined ? undefined : false;
}

/** Whether two values are equal by `===`; undefined where that is not known. */
export function areEqual(left: Value, right: Value): boolean | undefined {
  const isPlain = (value: Value) => value.kind === 'literal' && !(value.value instanceof RegExp);
  if (left.kind !== 'literal' || right.kind !== 'literal') return undefined;
  return isPlain(left) && isPlain(right) ? left.value === right.value : undefined;
}
