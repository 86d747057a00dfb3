import type { Located } from './nodes.ts';
import type { Scope } from './scope.ts';
import type { Follower } from './trace.ts';
import { type External, type PromiseValue, UNKNOWN, type Value } from './values.ts';

/** What a promise is followed with. */
export interface Promises {
  promised(first: readonly PromiseValue[], what: () => Value): PromiseValue;
}

/** Follows `then`, `catch`, `Promise.all` and the like. */
export function callOfPromise(
  callee: External,
  self: Value | undefined,
  args: readonly Value[],
  node: Located,
  scope: Scope,
  follower: Follower & Promises,
): Value {
  const before = self?.kind === 'promise' ? [self] : [];
  const settled = self?.kind === 'promise' ? self.value : UNKNOWN;
  const [first, second] = args;
  switch (callee.path) {
    case '.then':
    case '.finally':
      return follower.promised(before, () => {
        const value = first ? follower.call(first, undefined, [settled], node, scope) : settled;
        if (second) caught(second, node, scope, follower);
        return callee.path === '.finally' ? settled : value;
      });
    case '.catch':
      return follower.promised(before, () => {
        if (first) caught(first, node, scope, follower);
        return settled;
      });
    case '.all':
    case '.allSettled': {
      const items = first?.kind === 'array' ? first.items : [];
      const promises = items.filter((item) => item.kind === 'promise');
      const values = items.map((item) => (item.kind === 'promise' ? item.value : item));
      return follower.promised(promises, () => ({ kind: 'array', items: values, isOpen: false }));
    }
    case '.resolve':
      return first ?? UNKNOWN;
    case '':
      // `new Promise((resolve, reject) => …)` calls at once.
      if (first?.kind === 'function') follower.call(first, undefined, [], node, scope);
      return UNKNOWN;
    default:
      return UNKNOWN;
  }
}

function caught(callback: Value, node: Located, scope: Scope, follower: Follower) {
  follower.under(`${follower.file}:${node.start}:catch`, () =>
    follower.call(callback, undefined, [], node, scope),
  );
}
