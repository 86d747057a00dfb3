import type { Occurrence } from './trace.ts';
import type { PromiseValue, Value } from './values.ts';

/** What happens, in its order: now, when a promise is settled, or when all the rest has run. */
export class Timeline {
  readonly occurrences: Occurrence[] = [];
  readonly #promises: PromiseValue[] = [];
  readonly #callbacks: (() => void)[] = [];
  #now = this.occurrences;

  push(occurrence: Occurrence) {
    this.#now.push(occurrence);
  }

  /** Whatever happens from here on goes into another list, until `back` is called. */
  divert(to: Occurrence[]): { back(): void } {
    const before = this.#now;
    this.#now = to;
    return {
      back: () => {
        this.#now = before;
      },
    };
  }

  /** A promise of a value. What happens until it is settled is put off till somebody waits for it. */
  promise(value: Value, late: Occurrence[]): PromiseValue {
    const promise: PromiseValue = { kind: 'promise', value, late };
    this.#promises.push(promise);
    return promise;
  }

  settle(promise: PromiseValue) {
    const at = this.#promises.indexOf(promise);
    if (at !== -1) this.#promises.splice(at, 1);
    this.#now.push(...(promise.late as Occurrence[]));
    promise.late = [];
  }

  /** What happens meanwhile happens when the promise is settled. */
  promised(first: readonly PromiseValue[], what: () => Value): PromiseValue {
    const late: Occurrence[] = [];
    const { back } = this.divert(late);
    const places = first
      .map((promise) => this.#promises.indexOf(promise))
      .filter((at) => at !== -1);
    const before = Math.min(this.#promises.length, ...places);
    for (const promise of first) this.settle(promise);
    let value = what();
    if (value.kind === 'promise') {
      this.settle(value);
      value = value.value;
    }
    back();
    const promise = this.promise(value, late);
    // What was begun meanwhile, and nobody waits for, goes on when this is settled.
    this.#promises.splice(
      Math.min(before, this.#promises.length),
      0,
      this.#promises.pop() ?? promise,
    );
    return promise;
  }

  callLater(callback: () => void) {
    this.#callbacks.push(callback);
  }

  /** What nobody waits for happens when the rest has. */
  runOut() {
    for (;;) {
      const promise = this.#promises.shift();
      const callback = promise ? undefined : this.#callbacks.shift();
      if (!promise && !callback) return;
      if (promise) this.settle(promise);
      callback?.();
    }
  }
}
