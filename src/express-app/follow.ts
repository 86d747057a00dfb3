import type { Node } from '@babel/types';
import { Calls } from './calls.ts';
import { construct, initialise } from './construction.ts';
import { leaves, mayLeave } from './exits.ts';
import { evaluate } from './expressions.ts';
import { callExternal } from './external-calls.ts';
import { Imports, type Parsed } from './imports.ts';
import { memberOf } from './members.ts';
import { exportOf, isES, isNamespace } from './modules.ts';
import type { Located } from './nodes.ts';
import { bindPattern } from './patterns.ts';
import type { Project } from './project.ts';
import { NEXT, REQUEST, RESPONSE } from './request.ts';
import type { Scope } from './scope.ts';
import type { BrokenSource, Source } from './source.ts';
import { follow, hoist } from './statements.ts';
import { Timeline } from './timeline.ts';
import type { Activation, Event, Follower, Frame, Occurrence, Standing } from './trace.ts';
import {
  either,
  type FunctionValue,
  optionsOf,
  type PromiseValue,
  textOf,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from './values.ts';

/** What the code does from its entry on, in the order in which it does it. */
export interface Trace {
  occurrences: readonly Occurrence[];
  /** The files that are reached, parsed. */
  sources: ReadonlyMap<string, Source>;
  broken: readonly BrokenSource[];
  /** The packages that are reached, and where first. */
  packages: ReadonlyMap<string, { file: string; line: number }>;
  /** What the entry exports. */
  exported: Value;
  /** It was too much to follow to its end. */
  isCut: boolean;
  /** Follows a request through a handler, when all the rest has run. */
  handle(handler: Value): Handled;
}

/** What a handler does with a request. */
export interface Handled {
  occurrences: readonly Occurrence[];
  isCut: boolean;
}

/** Follows the code from its entry: nothing of it is executed. */
export function followFrom(entry: string, project: Project, parsed: Parsed = new Map()): Trace {
  const tracer = new Tracer(project, parsed);
  const exported = tracer.run(entry);
  const { occurrences } = tracer.timeline;
  const { sources, broken, packages } = tracer.imports;
  const { isCut } = tracer.calls;
  const handle = (handler: Value) => tracer.handle(handler);
  return { occurrences, sources, broken, packages, exported, isCut, handle };
}

const OUTSIDE: Standing = { file: '', conditions: [], frame: undefined, activation: undefined };
const MOST_CALLS_OF_A_REQUEST = 3_000;

/** The functions that a handler is, or that a wrapper of another package was given. */
function functionsOf(handler: Value): FunctionValue[] {
  return optionsOf(handler).flatMap((one) => {
    if (one.kind === 'function') return [one];
    const isWrapper =
      one.kind === 'external' && /async|wrap|catch|handler|promise/i.test(one.package);
    return isWrapper ? (one.args ?? []).filter((arg) => arg.kind === 'function') : [];
  });
}

/** Who follows the code: knows where it stands, and asks others what each part of it means. */
class Tracer implements Follower {
  readonly timeline = new Timeline();
  calls = new Calls(this.timeline);
  handles = false;
  readonly assumed: ReadonlyMap<string, string> | undefined;
  readonly imports: Imports;
  #standing: Standing = OUTSIDE;
  /** How many conditions an object was made under. */
  readonly #madeUnder = new WeakMap<Value, number>();
  /** The functions that were given away, and by which calls. */
  #awaiting = new Map<Node, ReadonlySet<Node>>();

  constructor(project: Project, parsed: Parsed) {
    this.imports = new Imports(project, parsed, this);
    this.assumed = project.assumed;
  }

  handle(handler: Value): Handled {
    const occurrences: Occurrence[] = [];
    const { back } = this.timeline.divert(occurrences);
    this.calls = new Calls(this.timeline, MOST_CALLS_OF_A_REQUEST);
    this.#awaiting = new Map();
    this.handles = true;
    for (const one of functionsOf(handler)) {
      const given = one.node.params.length === 4 ? [UNKNOWN, REQUEST] : [REQUEST];
      const args = [...given, RESPONSE, NEXT];
      const { file, scope } = one;
      this.within({ ...OUTSIDE, file, conditions: ['*request'] }, () => {
        const made = this.call(one, undefined, args, one.node as Located, scope);
        if (made.kind === 'promise') this.timeline.settle(made);
      });
      this.timeline.runOut();
    }
    this.handles = false;
    back();
    return { occurrences, isCut: this.calls.isCut };
  }

  run(entry: string): Value {
    const module = this.imports.module(entry);
    this.timeline.runOut();
    if (!module) return UNKNOWN;
    return exportOf(module, isES(module) ? 'default' : '*');
  }

  get file(): string {
    return this.#standing.file;
  }

  get conditions(): readonly string[] {
    return this.#standing.conditions;
  }

  get frame(): Frame | undefined {
    return this.#standing.frame;
  }

  get #activation(): Activation | undefined {
    return this.#standing.activation;
  }

  within<T>(place: Partial<Standing>, what: () => T): T {
    const before = this.#standing;
    this.#standing = { ...before, ...place };
    try {
      return what();
    } finally {
      this.#standing = before;
    }
  }

  under<T>(condition: string, what: () => T): T {
    return this.within({ conditions: [...this.conditions, condition] }, what);
  }

  evaluate(node: Node | null | undefined, scope: Scope): Value {
    return node ? evaluate(node, scope, this) : UNDEFINED;
  }

  execute(statements: readonly Node[], scope: Scope) {
    hoist(statements, scope, this);
    this.#followInOrder(statements, scope);
  }

  /** What comes after a branch that returns is under a condition. */
  #followInOrder(statements: readonly Node[], scope: Scope) {
    for (const [index, statement] of statements.entries()) {
      follow(statement, scope, this);
      if (leaves(statement)) return;
      if (!mayLeave(statement)) continue;
      const rest = () => this.#followInOrder(statements.slice(index + 1), scope);
      this.under(`${this.file}:${statement.start}:rest`, rest);
      return;
    }
  }

  bind(pattern: Node, value: Value, scope: Scope, how: 'declare' | 'assign') {
    bindPattern(pattern, value, scope, how, this);
  }

  note(event: Event, node: Located, scope: Scope) {
    const { file, conditions, frame } = this.#standing;
    const circumstances = { written: { file, node }, scope, frame, conditions };
    this.timeline.push({ ...event, ...circumstances } as Occurrence);
  }

  returns(value: Value) {
    const activation = this.#activation;
    if (!activation) return;
    activation.returned = activation.returned ? either(activation.returned, value) : value;
  }

  awaited(value: Value): Value {
    const activation = this.#activation;
    if (activation?.isAsync && !activation.late) {
      const events: Occurrence[] = [];
      activation.late = { events, ...this.timeline.divert(events) };
    }
    if (value.kind !== 'promise') return value;
    this.timeline.settle(value);
    return value.value;
  }

  promised(first: readonly PromiseValue[], what: () => Value): PromiseValue {
    return this.timeline.promised(first, what);
  }

  callLater(callee: Value, node: Located, scope: Scope, args: readonly Value[] = []) {
    // Who connects again when a connection is lost would be called for ever.
    const given = callee.kind === 'function' ? callee.node : undefined;
    if (given && this.#awaiting.get(given)?.has(node)) return;
    if (given) this.#awaiting.set(given, new Set([...(this.#awaiting.get(given) ?? []), node]));
    const standing = { ...this.#standing, activation: undefined };
    this.timeline.callLater(() => {
      const call = () => this.call(callee, undefined, args, node, scope);
      const made = this.within(standing, call);
      if (made.kind === 'promise') this.timeline.settle(made);
    });
  }

  member(object: Value, name: string | undefined, node: Located, scope: Scope): Value {
    return memberOf(object, name, node, scope, this);
  }

  madeHere(value: Value) {
    this.#madeUnder.set(value, this.conditions.length);
  }

  setMember(object: Value, name: string | undefined, value: Value) {
    if (!('properties' in object)) return;
    if (name === undefined) {
      if (object.kind === 'object') object.isOpen = true;
      return;
    }
    const before = object.properties.get(name);
    // What is made under a condition is set for sure under the same one.
    const isSure = this.conditions.length <= (this.#madeUnder.get(object) ?? 0) || !before;
    object.properties.set(name, isSure ? value : either(before, value));
  }

  call(
    callee: Value,
    self: Value | undefined,
    args: readonly Value[],
    node: Located,
    scope: Scope,
  ): Value {
    switch (callee.kind) {
      case 'function':
        return this.calls.call(callee, self ?? callee.self, args, node, scope, this);
      case 'class':
        // `super(…)`: the object is made already.
        if (self?.kind === 'object') initialise(callee, self, args, node, scope, this);
        return UNDEFINED;
      case 'choice':
        return callee.options
          .filter(({ kind }) => kind !== 'literal')
          .map((one) => this.call(one, self, args, node, scope))
          .reduce((a, b) => either(a, b), UNKNOWN as Value);
      default:
        return callExternal(callee, self, args, node, scope, this);
    }
  }

  construct(callee: Value, args: readonly Value[], node: Located, scope: Scope): Value {
    return construct(callee, args, node, scope, this);
  }

  require(named: Value, node: Located, scope: Scope): Value {
    const specifier = textOf(named);
    if (specifier === undefined) return UNKNOWN;
    const value = this.imports.named(specifier, node, scope);
    if (!isNamespace(value)) return value;
    return isES(value.module) ? value : exportOf(value.module, '*');
  }
}
