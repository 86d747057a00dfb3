import {
  applyEdits,
  type JSONPath,
  modify,
  type Node,
  type ParseError,
  parseTree,
} from 'jsonc-parser';
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
  const format = formatOf(text);
  const set = (path: JSONPath, value: Node | undefined, before: readonly string[]) => {
    const getInsertionIndex = (names: string[]) =>
      1 + names.findLastIndex((name) => before.includes(name));
    const options = { formattingOptions: format, getInsertionIndex };
    text = applyEdits(text, modify(text, path, value && plainValue(value), options));
  };

  const merge = (path: string[], old?: Node, own?: Node, next?: Node, before: string[] = []) => {
    if (same(old, next) || same(own, next)) return;
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
  if (node?.type !== 'object') return [];
  return (node.children ?? []).map(({ children }) => String(children?.[0]?.value));
}

function childOf(node: Node | undefined, name: string): Node | undefined {
  if (node?.type !== 'object') return undefined;
  const property = node.children?.find(({ children }) => children?.[0]?.value === name);
  return property?.children?.[1];
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

/** Written like the rest of the file. */
function formatOf(text: string) {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}
