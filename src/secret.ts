/**
 * A value that must not be shown. Printing, inspecting or serialising it gives `[secret]`;
 * only `reveal()` gives the value, and few call it: `env-file.ts`, the rotation, the database checks.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}
