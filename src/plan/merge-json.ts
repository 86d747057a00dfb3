import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import {
  insertProperty,
  type JsonStyle,
  propertiesOf,
  removeProperty,
  replaceValue,
} from './edit-json.ts';
import { normalize } from './merge-text.ts';

export interface MergedJson {
  text: string;
  /** The keys that both sides changed differently, as `scripts.dev`. */
  conflicts: string[];
}

/** Where the owner's version range wins: they know what their app needs. */
const DEPENDENCIES = [
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
];

/**
 * Merges three ways, key by key, and only the keys that we render: all others are the owner's, like the order, the
 * comments and the spacing, for only the values that change are written anew.
 *
 * @param side whose value stands where both changed one
 * @returns a fault in words when the owner's file cannot be merged
 */
export function mergeJson(
  base: string,
  mine: string,
  theirs: string,
  side: 'ours' | 'theirs',
): MergedJson | { fault: string } {
  const mark = mine.startsWith('\uFEFF') ? '\uFEFF' : '';
  let text = mine.slice(mark.length);
  const copy = parse(text);
  if ('fault' in copy) return copy;
  const [from, offered] = [parse(normalize(base)), parse(normalize(theirs))];
  if ('fault' in from || 'fault' in offered) throw new Error('we have rendered what is no JSON');

  const conflicts: string[] = [];
  const style = styleOf(text);
  const set = (path: readonly string[], value: Node | undefined, before: readonly string[]) => {
    const root = parseTree(text, [], { allowTrailingComma: true });
    const object = path.slice(0, -1).reduce(childOf, root);
    const name = path.at(-1) ?? '';
    if (!object) throw new Error('there is no object to write to');
    const property = propertyOf(object, name);
    if (!value) text = property ? removeProperty(text, object, property) : text;
    else if (property) text = replaceValue(text, property, plainValue(value), style);
    else {
      const index = indexFor(path, keysOf(object), before);
      text = insertProperty(text, object, index, [name, plainValue(value)], style);
    }
  };

  const merge = (
    path: readonly string[],
    old?: Node,
    own?: Node,
    next?: Node,
    before: string[] = [],
  ) => {
    if (same(old, next) || same(own, next)) return;
    if (path.length > 0 && same(old, own) && !next) return set(path, next, before);
    const isDeep = [old, own, next].every((node) => node === undefined || node.type === 'object');
    if (isDeep && own && (old || next)) {
      const names = [...new Set([...keysOf(next), ...keysOf(old)])];
      for (const [index, name] of names.entries()) {
        const children = [old, own, next].map((node) => childOf(node, name));
        merge([...path, name], ...(children as [Node?, Node?, Node?]), names.slice(0, index));
      }
      return;
    }
    if (same(old, own)) set(path, next, before);
    // What the owner has deleted stays so, and what they have made their own is no longer ours.
    else if (!own || !next) return;
    else if (DEPENDENCIES.includes(path[0] ?? '') && path.length === 2) return;
    else {
      conflicts.push(path.join('.'));
      if (side === 'theirs') set(path, next, before);
    }
  };
  merge([], from.root, copy.root, offered.root);
  return { text: mark + text, conflicts };
}

function parse(text: string): { root: Node } | { fault: string } {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (!root || errors.length > 0) return { fault: 'it is not JSON' };
  if (root.type !== 'object') return { fault: 'it is not a JSON object' };
  const twice = duplicateKey(root);
  return twice === undefined ? { root } : { fault: `the key "${twice}" stands in it twice` };
}

function duplicateKey(node: Node): string | undefined {
  const names = keysOf(node);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return twice;
  for (const child of node.children ?? []) {
    const deeper = duplicateKey(child);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

function keysOf(node: Node | undefined): string[] {
  return propertiesOf(node).map(({ children }) => String(children?.[0]?.value));
}

function childOf(node: Node | undefined, name: string): Node | undefined {
  return propertyOf(node, name)?.children?.[1];
}

function propertyOf(node: Node | undefined, name: string): Node | undefined {
  return propertiesOf(node).find(({ children }) => children?.[0]?.value === name);
}

/** Among an owner's keys a new one comes after those it follows in ours; a dependency in the order of their names. */
function indexFor(path: readonly string[], names: string[], before: readonly string[]): number {
  const [section = '', name = ''] = path;
  if (path.length === 2 && DEPENDENCIES.includes(section)) {
    const next = names.findIndex((other) => other.localeCompare(name, 'en') > 0);
    return next === -1 ? names.length : next;
  }
  return 1 + names.findLastIndex((other) => before.includes(other));
}

function same(a: Node | undefined, b: Node | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonical(a) === canonical(b);
}

/** Its value as text; the order of keys is no difference. */
function canonical(node: Node): string {
  const children = node.children ?? [];
  if (node.type === 'array') return `[${children.map(canonical).join(',')}]`;
  if (node.type !== 'object') return JSON.stringify(node.value);
  const entries = children.map(
    ({ children: [name, value] = [] }) =>
      `${JSON.stringify(name?.value)}:${value && canonical(value)}`,
  );
  return `{${entries.sort().join(',')}}`;
}

/** A value to be written. An object's keys are its own, whatever they are called. */
function plainValue(node: Node): unknown {
  const children = node.children ?? [];
  if (node.type === 'array') return children.map(plainValue);
  if (node.type !== 'object') return node.value;
  const entries = children.map(({ children: [name, value] = [] }) => [
    name?.value,
    value && plainValue(value),
  ]);
  return Object.fromEntries(entries);
}

function styleOf(text: string): JsonStyle {
  return {
    indent: /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ',
    lineEnd: text.includes('\r\n') ? '\r\n' : '\n',
  };
}
