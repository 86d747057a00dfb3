import { literal, UNKNOWN, type Value } from './values.ts';

/** A regular expression as Node would make it; undefined where it could not. */
export function regularExpression(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return undefined;
  }
}

/** Texts with values between them, where all of these are known; of two numbers, their sum. */
export function template(texts: readonly string[], values: readonly Value[]): Value {
  let joined = texts[0] ?? '';
  for (const [index, value] of values.entries()) {
    if (value.kind !== 'literal' || value.value instanceof RegExp) return UNKNOWN;
    if (values.length === 2 && texts.length === 3 && values.every(isNumber))
      return literal(values.reduce((sum, one) => sum + numberOf(one), 0));
    joined += `${String(value.value)}${texts[index + 1] ?? ''}`;
  }
  return literal(joined);
}

function isNumber(value: Value): boolean {
  return value.kind === 'literal' && typeof value.value === 'number';
}

function numberOf(value: Value): number {
  return value.kind === 'literal' && typeof value.value === 'number' ? value.value : Number.NaN;
}

/** What two numbers make, where both are known. */
export function arithmetic(operator: string, left: Value, right: Value): Value {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (Number.isNaN(a) || Number.isNaN(b)) return UNKNOWN;
  if (operator === '*') return literal(a * b);
  if (operator === '/') return literal(a / b);
  return operator === '-' ? literal(a - b) : UNKNOWN;
}
