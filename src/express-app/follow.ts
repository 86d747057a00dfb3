import type { Node } from '@babel/types';
import { evaluate } from './expressions.ts';
import { callExternal } from './external-calls.ts';
import { exportOf, isES, isNamespace, link, type Module, namespace, newModule } from './modules.ts';
import { isFunction, type Located, propertyName } from './nodes.ts';
import { ENVIRONMENT_LOADERS, OURS } from './packages.ts';
import { bindPattern } from './patterns.ts';
import type { Project } from './project.ts';
import { resolveImport } from './resolve.ts';
import { Scope } from './scope.ts';
import { BrokenSource, parseSource, type Source } from './source.ts';
import { follow, functionValue, hoist, hoistVars } from './statements.ts';
import type { Event, Follower, Frame, Occurrence } from './trace.ts';
import {
  type ClassValue,
  either,
  external,
  type FunctionValue,
  isFrom,
  type ObjectValue,
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
}

/** Texts that were parsed already, by path. */
export type Parsed = Map<string, { text: string; source: Source }>;

const DEEPEST = 80;
const MOST_CALLS = 60_000;

/** Follows the code from its entry: nothing of it is executed. */
export function followFrom(entry: string, project: Project, parsed: Parsed = new Map()): Trace {
  const tracer = new Tracer(project, parsed);
  const exported = tracer.run(entry);
  return {
    occurrences: tracer.occurrences,
    sources: tracer.sources,
    broken: tracer.broken,
    packages: tracer.packages,
    exported,
    isCut: tracer.isCut,
  };
}

/** A function under way. */
interface Activation {
  returned: Value | undefined;
  isAsync: boolean;
  /** What happens after its first `await`. */
  late: Occurrence[] | undefined;
}

class Tracer implements Follower {
  readonly occurrences: Occurrence[] = [];
  readonly sources = new Map<string, Source>();
  readonly broken: BrokenSource[] = [];
  readonly packages = new Map<string, { file: string; line: number }>();
  isCut = false;
  file = '';
  conditions: readonly string[] = [];

  readonly #project: Project;
  readonly #parsed: Parsed;
  readonly #modules = new Map<string, Module>();
  readonly #running = new Map<Node, number>();
  readonly #promises: PromiseValue[] = [];
  readonly #callbacks: (() => void)[] = [];
  /** How many conditions an object was made under. */
  readonly #madeUnder = new WeakMap<Value, number>();
  /** The functions that were given away, and by which calls. */
  readonly #awaiting = new Map<Node, ReadonlySet<Node>>();
  #events = this.occurrences;
  #frame: Frame | undefined;
  #depth = 0;
  #calls = 0;
  #activation: Activation | undefined;

  constructor(project: Project, parsed: Parsed) {
    this.#project = project;
    this.#parsed = parsed;
  }

  run(entry: string): Value {
    const module = this.#import(entry);
    // What nobody waits for happens when the rest has.
    for (;;) {
      const promise = this.#promises.shift();
      const callback = promise ? undefined : this.#callbacks.shift();
      if (!promise && !callback) break;
      if (promise) this.#settle(promise);
      callback?.();
    }
    if (!module) return UNKNOWN;
    return exportOf(module, isES(module) ? 'default' : '*');
  }

  evaluate(node: Node | null | undefined, scope: Scope): Value {
    return node ? evaluate(node, scope, this) : UNDEFINED;
  }

  execute(statements: readonly Node[], scope: Scope) {
    hoist(statements, scope, this);
    for (const statement of statements) follow(statement, scope, this);
  }

  bind(pattern: Node, value: Value, scope: Scope, how: 'declare' | 'assign') {
    bindPattern(pattern, value, scope, how, this);
  }

  note(event: Event, node: Located, scope: Scope) {
    const { file, conditions } = this;
    const circumstances = { written: { file, node }, scope, frame: this.#frame, conditions };
    this.#events.push({ ...event, ...circumstances } as Occurrence);
  }

  under<T>(condition: string, what: () => T): T {
    const before = this.conditions;
    this.conditions = [...before, condition];
    try {
      return what();
    } finally {
      this.conditions = before;
    }
  }

  returns(value: Value) {
    const activation = this.#activation;
    if (!activation) return;
    activation.returned = activation.returned ? either(activation.returned, value) : value;
  }

  awaited(value: Value): Value {
    const activation = this.#activation;
    if (activation?.isAsync && !activation.late) {
      activation.late = [];
      this.#events = activation.late;
    }
    if (value.kind !== 'promise') return value;
    this.#settle(value);
    return value.value;
  }

  #settle(promise: PromiseValue) {
    const at = this.#promises.indexOf(promise);
    if (at !== -1) this.#promises.splice(at, 1);
    this.#events.push(...(promise.late as Occurrence[]));
    promise.late = [];
  }

  /** What happens meanwhile happens when the promise is settled. */
  promised(first: readonly PromiseValue[], what: () => Value): PromiseValue {
    const before = this.#events;
    const late: Occurrence[] = [];
    this.#events = late;
    for (const promise of first) this.#settle(promise);
    let value = what();
    if (value.kind === 'promise') {
      this.#settle(value);
      value = value.value;
    }
    this.#events = before;
    const promise: PromiseValue = { kind: 'promise', value, late };
    this.#promises.push(promise);
    return promise;
  }

  callLater(callee: Value, node: Located, scope: Scope) {
    // Who connects again when a connection is lost would be called for ever.
    const given = callee.kind === 'function' ? callee.node : undefined;
    if (given && this.#awaiting.get(given)?.has(node)) return;
    if (given) this.#awaiting.set(given, new Set([...(this.#awaiting.get(given) ?? []), node]));
    const { conditions, file } = this;
    const frame = this.#frame;
    this.#callbacks.push(() => {
      this.conditions = conditions;
      this.file = file;
      this.#frame = frame;
      const made = this.call(callee, undefined, [], node, scope);
      if (made.kind === 'promise') this.#settle(made);
    });
  }

  member(object: Value, name: string | undefined, node: Located, scope: Scope): Value {
    const options = optionsOf(object);
    if (options.length > 1)
      return options.map((one) => this.member(one, name, node, scope)).reduce(either);
    if (name === undefined) return UNKNOWN;
    if (isNamespace(object)) return exportOf(object.module, name);
    switch (object.kind) {
      case 'external':
        return this.#memberOfExternal(object, name, node, scope);
      case 'object':
        return (
          object.properties.get(name) ??
          this.#inherited(object, name, node, scope) ??
          (object.isOpen || object.of ? UNKNOWN : UNDEFINED)
        );
      case 'class':
        return this.#memberOfClass(object, name) ?? UNKNOWN;
      case 'app':
      case 'router': {
        const own = object.properties.get(name);
        if (own) return own;
        // A method that is taken off its app is called where nobody can see it.
        if (isVerb(name)) this.note({ what: 'passed', on: object, to: UNKNOWN }, node, scope);
        return UNKNOWN;
      }
      case 'function': {
        const own = object.properties.get(name);
        if (own || name !== 'prototype') return own ?? UNKNOWN;
        const prototype: ObjectValue = { kind: 'object', properties: new Map(), isOpen: false };
        object.properties.set(name, prototype);
        return prototype;
      }
      case 'array':
        return object.items[Number(name)] ?? UNKNOWN;
      default:
        return UNKNOWN;
    }
  }

  #memberOfExternal(
    object: Value & { kind: 'external' },
    name: string,
    node: Located,
    scope: Scope,
  ): Value {
    if (isFrom(object, 'process', '.env')) {
      this.note({ what: 'reads environment', name }, node, scope);
      return { kind: 'environment', name };
    }
    if (name === 'default') return object;
    return { ...external(object.package, `${object.path}.${name}`), from: object };
  }

  #inherited(object: ObjectValue, name: string, node: Located, scope: Scope): Value | undefined {
    const found = object.of && this.#memberOfClass(object.of, `prototype.${name}`);
    if (found?.kind !== 'function') return found;
    const isGetter = 'kind' in found.node && found.node.kind === 'get';
    return isGetter ? this.call(found, object, [], node, scope) : { ...found, self: object };
  }

  /** A static property, or with `prototype.` before its name a method. */
  #memberOfClass(owner: Value, name: string): Value | undefined {
    if (owner.kind === 'function') {
      const prototype = owner.properties.get('prototype');
      const method = name.replace(/^prototype\./, '');
      return prototype?.kind === 'object' ? prototype.properties.get(method) : undefined;
    }
    if (owner.kind !== 'class') return undefined;
    const isStatic = !name.startsWith('prototype.');
    const own = name.replace(/^prototype\./, '');
    if (isStatic && owner.properties.has(own)) return owner.properties.get(own);
    for (const member of owner.node.body.body) {
      const isMethod = member.type === 'ClassMethod' || member.type === 'ClassPrivateMethod';
      if (!isMethod || Boolean(member.static) !== isStatic || propertyName(member) !== own)
        continue;
      if (member.kind === 'set') continue;
      const method = functionValue(member, owner.scope, { file: owner.file });
      return isStatic ? { ...method, self: owner } : method;
    }
    return owner.parent && this.#memberOfClass(owner.parent, name);
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
        return this.#callFunction(callee, self ?? callee.self, args, node, scope);
      case 'class':
        // `super(…)`: the object is made already.
        if (self?.kind === 'object') this.#initialise(callee, self, args, node, scope);
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
    if (callee.kind !== 'class' && callee.kind !== 'function')
      return this.call(callee, undefined, args, node, scope);
    const made: ObjectValue = { kind: 'object', properties: new Map(), isOpen: false };
    this.#madeUnder.set(made, this.conditions.length);
    if (callee.kind === 'class') {
      made.of = callee;
      return this.#initialise(callee, made, args, node, scope) ?? made;
    }
    made.of = callee;
    const returned = this.#callFunction(callee, made, args, node, scope);
    return 'properties' in returned ? returned : made;
  }

  /** Runs a class's fields and its constructor; gives what the constructor returns. */
  #initialise(
    made: ClassValue,
    self: ObjectValue,
    args: readonly Value[],
    node: Located,
    scope: Scope,
  ): Value | undefined {
    const fieldScope = new Scope(made.scope, true);
    fieldScope.self = self;
    const file = this.file;
    const runFields = () => {
      this.file = made.file;
      for (const member of made.node.body.body) {
        if (member.type !== 'ClassProperty' && member.type !== 'ClassPrivateProperty') continue;
        if (member.static || !member.value) continue;
        const name = propertyName(member);
        if (name) self.properties.set(name, this.evaluate(member.value, fieldScope));
      }
      this.file = file;
    };
    const constructing = made.node.body.body.find(
      (member) => member.type === 'ClassMethod' && member.kind === 'constructor',
    );
    const isDerived = made.parent !== undefined;
    // In a derived class they run when `super()` returns; that is its first statement.
    if (isDerived && made.parent && !constructing) this.call(made.parent, self, args, node, scope);
    runFields();
    if (!constructing || !isFunction(constructing)) return undefined;
    const returned = this.#callFunction(
      functionValue(constructing, made.scope, { file: made.file }),
      self,
      args,
      node,
      scope,
    );
    return 'properties' in returned ? returned : undefined;
  }

  #callFunction(
    callee: FunctionValue,
    self: Value | undefined,
    args: readonly Value[],
    node: Located,
    scope: Scope,
  ): Value {
    const times = this.#running.get(callee.node) ?? 0;
    this.#calls += 1;
    if (times > 1 || this.#depth > DEEPEST || this.#calls > MOST_CALLS) {
      this.isCut ||= this.#calls > MOST_CALLS;
      return UNKNOWN;
    }
    const { node: definition } = callee;
    const isArrow = definition.type === 'ArrowFunctionExpression';
    const inner = new Scope(callee.scope, true);
    if (!isArrow) inner.self = self ?? UNKNOWN;
    const before = {
      file: this.file,
      frame: this.#frame,
      activation: this.#activation,
      events: this.#events,
    };
    const activation: Activation = {
      returned: undefined,
      isAsync: definition.async === true,
      late: undefined,
    };
    this.#running.set(definition, times + 1);
    this.#depth += 1;
    this.#frame = { written: { file: this.file, node }, scope, outer: this.#frame };
    this.file = callee.file;
    this.#activation = activation;
    try {
      this.#bindParameters(definition.params, args, inner, callee);
      const { body } = definition;
      if (body.type === 'BlockStatement') {
        hoistVars(body, inner, this.conditions.length);
        this.execute(body.body, inner);
      } else {
        activation.returned = this.evaluate(body, inner);
      }
    } finally {
      this.#running.set(definition, times);
      this.#depth -= 1;
      this.file = before.file;
      this.#frame = before.frame;
      this.#activation = before.activation;
      this.#events = before.events;
    }
    const returned = activation.returned ?? UNDEFINED;
    if (!activation.isAsync) return returned;
    const late = activation.late ?? [];
    if (returned.kind === 'promise') late.push(...(returned.late as Occurrence[]));
    const promise: PromiseValue = {
      kind: 'promise',
      value: returned.kind === 'promise' ? returned.value : returned,
      late,
    };
    if (returned.kind === 'promise') returned.late = [];
    this.#promises.push(promise);
    return promise;
  }

  #bindParameters(
    params: readonly Node[],
    args: readonly Value[],
    inner: Scope,
    callee: FunctionValue,
  ) {
    let index = 0;
    for (const param of params) {
      if (param.type === 'Identifier' && param.name === 'this') continue;
      const isProperty = param.type === 'TSParameterProperty';
      const pattern = isProperty ? param.parameter : param;
      const isRest = pattern.type === 'RestElement';
      const value: Value = isRest
        ? { kind: 'array', items: args.slice(index), isOpen: false }
        : (args[index] ?? UNKNOWN);
      // A parameter that is not given is unknown, for who calls may be unknown: but a default is a value.
      const given =
        !isRest && args[index] === undefined && pattern.type === 'AssignmentPattern'
          ? UNDEFINED
          : value;
      this.bind(isRest ? pattern.argument : pattern, given, inner, 'declare');
      if (isProperty) {
        const named = pattern.type === 'AssignmentPattern' ? pattern.left : pattern;
        if (named.type === 'Identifier' && inner.self)
          this.setMember(inner.self, named.name, inner.read(named.name) ?? UNKNOWN);
      }
      index += 1;
    }
    if (
      callee.node.type === 'FunctionExpression' &&
      callee.node.id &&
      !inner.find(callee.node.id.name)
    )
      inner.declare(callee.node.id.name, callee);
  }

  require(named: Value, node: Located, scope: Scope): Value {
    const specifier = textOf(named);
    if (specifier === undefined) return UNKNOWN;
    const value = this.#importSpecifier(specifier, node, scope);
    if (!isNamespace(value)) return value;
    return isES(value.module) ? value : exportOf(value.module, '*');
  }

  #importSpecifier(specifier: string, node: Located, scope: Scope): Value {
    const resolved = resolveImport(
      specifier,
      this.file,
      this.#project.texts,
      this.#project.aliases,
    );
    if (resolved.kind === 'missing') return UNKNOWN;
    if (resolved.kind === 'package') {
      const isLoader =
        ENVIRONMENT_LOADERS.has(resolved.name) && /\/(config|auto|load)(\.js)?$/.test(specifier);
      if (isLoader) this.note({ what: 'loads environment', how: specifier, args: [] }, node, scope);
      const line = node.loc?.start.line ?? 1;
      if (!this.packages.has(resolved.name))
        this.packages.set(resolved.name, { file: this.file, line });
      return external(resolved.name);
    }
    if (resolved.path === this.#project.ours) return external(OURS);
    const module = this.#import(resolved.path);
    return module ? namespace(module) : UNKNOWN;
  }

  #import(path: string): Module | undefined {
    const known = this.#modules.get(path);
    if (known) return known;
    const source = this.#parse(path);
    if (!source) return undefined;
    const module = newModule(source);
    const exported = module.self.properties.get('exports');
    for (const own of [module.self, exported])
      if (own) this.#madeUnder.set(own, this.conditions.length);
    this.#modules.set(path, module);
    const before = { file: this.file, frame: this.#frame, activation: this.#activation };
    this.file = path;
    this.#frame = undefined;
    this.#activation = undefined;
    link(module, this, (specifier, node) =>
      this.#importSpecifier(specifier, node as Located, module.scope),
    );
    this.execute(source.program.body, module.scope);
    this.file = before.file;
    this.#frame = before.frame;
    this.#activation = before.activation;
    return module;
  }

  #parse(path: string): Source | undefined {
    const text = this.#project.texts.get(path);
    if (text === undefined) return undefined;
    const known = this.#parsed.get(path);
    try {
      const source =
        known?.text === text ? known.source : parseSource(path, text, this.#project.typeOf(path));
      this.#parsed.set(path, { text, source });
      this.sources.set(path, source);
      return source;
    } catch (error) {
      if (!(error instanceof BrokenSource)) throw error;
      this.broken.push(error);
      return undefined;
    }
  }
}

const VERBS = new Set([
  'use',
  'all',
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'listen',
  'route',
]);

function isVerb(name: string): boolean {
  return VERBS.has(name);
}
