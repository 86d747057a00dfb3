import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import { expect } from 'vitest';
import { mergeJson } from '../../src/plan/merge-json.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Merges into a text of the owner's; fails when it cannot be merged. */
export function merge(
  base: unknown,
  mine: string,
  theirs: unknown,
  side: 'ours' | 'theirs' = 'ours',
) {
  const merged = mergeJson(JSON.stringify(base), mine, JSON.stringify(theirs), side);
  if ('fault' in merged) throw new Error(merged.fault);
  return merged;
}

/** JSON with comments and trailing commas; `__proto__` is a key like any other. */
export function read(text: string): Json {
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true });
  expect(errors, text).toEqual([]);
  const toValue = ({ type, value: scalar, children = [] }: Node): Json => {
    if (type === 'array') return children.map(toValue);
    if (type !== 'object') return scalar;
    const entries = children.map(({ children: [name, inside] = [] }) => [
      name?.value,
      inside ? toValue(inside) : null,
    ]);
    return Object.fromEntries(entries);
  };
  return root ? toValue(root) : null;
}

/** With the keys of every object in one order, as text, so that a key called `__proto__` counts like any other. */
export function canonical(one: unknown): string {
  if (Array.isArray(one)) return `[${one.map(canonical).join(',')}]`;
  if (one === null || typeof one !== 'object') return String(JSON.stringify(one));
  const entries = Object.entries(one).map(
    ([name, inside]) => `${JSON.stringify(name)}:${canonical(inside)}`,
  );
  return `{${entries.sort().join(',')}}`;
}
