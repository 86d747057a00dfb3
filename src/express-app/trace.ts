import type { Node } from '@babel/types';
import type { Located } from './nodes.ts';
import type { Scope } from './scope.ts';
import type { ExpressObject, External, Value, Written } from './values.ts';

/** A call under way: where it stands, and what its caller sees. */
export interface Frame {
  written: Written;
  scope: Scope;
  outer: Frame | undefined;
}

/** Where and when something happens. */
export interface Circumstances {
  written: Written;
  scope: Scope;
  frame: Frame | undefined;
  /** The branches, loops and attempts it stands in, outermost first. */
  conditions: readonly string[];
}

/** A function under way. */
export interface Activation {
  returned: Value | undefined;
  isAsync: boolean;
  /** What happens after its first `await`, and the way back to what happens at once. */
  late: { events: Occurrence[]; back(): void } | undefined;
}

/** Where the code is followed at the moment. */
export interface Standing {
  file: string;
  frame: Frame | undefined;
  conditions: readonly string[];
  activation: Activation | undefined;
}

/** What matters of what the code does, in the order in which it does it. */
export type Occurrence = Circumstances &
  (
    | { what: 'created'; on: ExpressObject }
    /** A method of an app or a router; without a name where that is computed. */
    | { what: 'called'; on: ExpressObject; name: string | undefined; args: readonly Value[] }
    /** Handed to what cannot be followed. */
    | { what: 'passed'; on: ExpressObject; to: Value }
    /** Given to a server that will answer with it. */
    | { what: 'served'; on: ExpressObject; by: string }
    /** A call of a package that makes sessions, and its options as they were then. */
    | { what: 'session'; call: External; options: Value | undefined }
    | { what: 'loads environment'; how: string; args: readonly Value[] }
    | { what: 'reads environment'; name: string }
    /** The owner's own connection to MongoDB. */
    | { what: 'connects'; uri: Value }
    /** Something like an app, of a package that is not Express. */
    | { what: 'listens'; call: External }
    /** While a request is followed: what is not the project's own is called. */
    | { what: 'calls'; callee: Value; args: readonly Value[] }
    /** A property of the request, or of what came with it, is set; `delete` sets nothing. */
    | { what: 'sets'; of: External; name: string | undefined; value: Value | undefined }
    /** A property of the request, or of its session, is read. */
    | { what: 'reads request'; name: string; path: string }
    /** Two values are compared. */
    | { what: 'compares'; values: readonly Value[] }
  );

/** What happened, without where and when. */
export type Event = DistributiveOmit<Occurrence, keyof Circumstances>;
type DistributiveOmit<T, K extends keyof never> = T extends unknown ? Omit<T, K> : never;

/** What those who follow parts of the code need of the whole. */
export interface Follower {
  readonly file: string;
  readonly frame: Frame | undefined;
  /** Follows what stands elsewhere: in another file, in a function that is called. */
  within<T>(place: Partial<Standing>, what: () => T): T;
  evaluate(node: Node | null | undefined, scope: Scope): Value;
  execute(statements: readonly Node[], scope: Scope): void;
  /** Sets what a pattern names; `declare` makes the names. */
  bind(pattern: Node, value: Value, scope: Scope, how: 'declare' | 'assign'): void;
  member(object: Value, name: string | undefined, node: Located, scope: Scope): Value;
  /** An object is made under the conditions of now: what is set under the same ones is set for sure. */
  madeHere(value: Value): void;
  setMember(object: Value, name: string | undefined, value: Value): void;
  call(
    callee: Value,
    self: Value | undefined,
    args: readonly Value[],
    node: Located,
    scope: Scope,
  ): Value;
  construct(callee: Value, args: readonly Value[], node: Located, scope: Scope): Value;
  /** Calls back once: at once, or when the rest of the code has run. */
  callLater(callee: Value, node: Located, scope: Scope, args?: readonly Value[]): void;
  require(name: Value, node: Located, scope: Scope): Value;
  note(event: Event, node: Located, scope: Scope): void;
  /** Follows what happens only under a condition, or more than once. */
  under<T>(condition: string, what: () => T): T;
  readonly conditions: readonly string[];
  /** What is taken to be in the environment; undefined where both ways of a branch are followed. */
  readonly assumed: ReadonlyMap<string, string> | undefined;
  /** Whether what is followed is a request on its way through the app. */
  readonly handles: boolean;
  returns(value: Value): void;
  awaited(value: Value): Value;
}
