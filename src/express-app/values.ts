import type { Class } from '@babel/types';
import type { FunctionNode, Located } from './nodes.ts';
import type { Scope } from './scope.ts';

/** What is known of a value without running the code. */
export type Value =
  | Unknown
  | Literal
  | ObjectValue
  | ArrayValue
  | FunctionValue
  | ClassValue
  | External
  | ExpressObject
  | EnvironmentValue
  | Choice
  | PromiseValue;

export interface Unknown {
  kind: 'unknown';
}

export interface Literal {
  kind: 'literal';
  value: string | number | boolean | bigint | null | undefined | RegExp;
}

export interface ObjectValue {
  kind: 'object';
  properties: Map<string, Value>;
  /** It may hold more than `properties`: a spread or a computed key. */
  isOpen: boolean;
  of?: ClassValue | FunctionValue;
  /** The literal that made it. */
  written?: Written;
}

export interface ArrayValue {
  kind: 'array';
  items: Value[];
  isOpen: boolean;
}

export interface FunctionValue {
  kind: 'function';
  node: FunctionNode;
  file: string;
  scope: Scope;
  self?: Value;
  properties: Map<string, Value>;
}

export interface ClassValue {
  kind: 'class';
  node: Class;
  file: string;
  scope: Scope;
  parent: Value | undefined;
  properties: Map<string, Value>;
}

/** Something of a package or of Node: `passport`, `.initialize`, `()`. */
export interface External {
  kind: 'external';
  package: string;
  /** From the package to this value: `.Router()`. */
  path: string;
  /** The arguments, when it is what a call or `new` gave. */
  args?: readonly Value[];
  written?: Written;
  /** The value whose member or result it is. */
  from?: External;
}

/** An app or a router of Express. */
export interface ExpressObject {
  kind: 'app' | 'router';
  written: Written;
  properties: Map<string, Value>;
}

/** A variable of the environment. */
export interface EnvironmentValue {
  kind: 'environment';
  name: string;
}

/** One of several, by a condition that is not known. */
export interface Choice {
  kind: 'choice';
  options: readonly Value[];
}

export interface PromiseValue {
  kind: 'promise';
  value: Value;
  /** What happens until it is settled. */
  late: unknown[];
}

/** Where a value was written. */
export interface Written {
  file: string;
  node: Located;
}

export const UNKNOWN: Unknown = { kind: 'unknown' };
export const UNDEFINED: Literal = { kind: 'literal', value: undefined };

export function literal(value: Literal['value']): Literal {
  return { kind: 'literal', value };
}

export function external(name: string, path = ''): External {
  return { kind: 'external', package: name, path };
}

/** What may be one of more values than this is as good as unknown. */
const MOST_OPTIONS = 50;

/** One of two values; what is the same twice is no choice. */
export function either(a: Value, b: Value): Value {
  const options = [...optionsOf(a), ...optionsOf(b)];
  if (options.length > MOST_OPTIONS) return UNKNOWN;
  const distinct = options.filter(
    (one, at) => options.findIndex((other) => isSame(one, other)) === at,
  );
  const [first = UNKNOWN] = distinct;
  return distinct.length === 1 ? first : { kind: 'choice', options: distinct };
}

export function optionsOf(value: Value): readonly Value[] {
  return value.kind === 'choice' ? value.options : [value];
}

/** Whether two values are certainly one. */
export function isSame(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'literal' && b.kind === 'literal') return a.value === b.value;
  if (a.kind === 'environment' && b.kind === 'environment') return a.name === b.name;
  return a.kind === 'unknown' && b.kind === 'unknown';
}

/** The text of a literal, or undefined. */
export function textOf(value: Value | undefined): string | undefined {
  return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined;
}

/** Whether the value is this of a package: `isFrom(value, 'express', '.Router()')`. */
export function isFrom(value: Value | undefined, name: string, path = ''): boolean {
  return value?.kind === 'external' && value.package === name && value.path === path;
}
