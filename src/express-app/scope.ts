import { UNDEFINED, type Value } from './values.ts';

/** A variable: its value as far as it is known, or where it is imported from. */
interface Variable {
  value: Value | undefined;
  imported?: () => Value;
  /** The conditions it was declared under. */
  conditions: number;
}

/** The names of a block, a function or a module. */
export class Scope {
  readonly parent: Scope | undefined;
  readonly isFunction: boolean;
  readonly #names = new Map<string, Variable>();
  /** What `this` is, in a function that has its own. */
  self: Value | undefined;

  constructor(parent?: Scope, isFunction = false) {
    this.parent = parent;
    this.isFunction = isFunction;
  }

  /** Declares a name; without a value it cannot be read yet. */
  declare(name: string, value?: Value, conditions = 0) {
    this.#names.set(name, { value, conditions });
  }

  /** Declares a `var`, which is undefined until it is set, and keeps what an earlier one holds. */
  declareVar(name: string, conditions: number) {
    if (!this.#names.has(name)) this.#names.set(name, { value: UNDEFINED, conditions });
  }

  declareImport(name: string, imported: () => Value) {
    this.#names.set(name, { value: undefined, imported, conditions: 0 });
  }

  /** Undefined: no such name, or not set yet. */
  read(name: string): Value | undefined {
    const variable = this.find(name);
    return variable?.imported ? variable.imported() : variable?.value;
  }

  find(name: string): Variable | undefined {
    return this.#names.get(name) ?? this.parent?.find(name);
  }

  /** The names that can be seen here and hold the value, innermost first. */
  namesOf(value: Value): string[] {
    const own = [...this.#names.keys()].filter((name) => this.read(name) === value);
    const outer = this.parent?.namesOf(value) ?? [];
    return [...own, ...outer.filter((name) => !this.#names.has(name))];
  }

  /** Every name that can be seen here, innermost first. */
  names(): string[] {
    return [...new Set([...this.#names.keys(), ...(this.parent?.names() ?? [])])];
  }

  thisValue(): Value | undefined {
    return this.self ?? this.parent?.thisValue();
  }

  /** The scope of the module. */
  outermost(): Scope {
    return this.parent?.outermost() ?? this;
  }

  functionScope(): Scope {
    return this.isFunction || !this.parent ? this : this.parent.functionScope();
  }
}
