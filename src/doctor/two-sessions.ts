import type { Layer } from '../express-app/layers.ts';
import { type Check, found, HOLDS, unknown } from './check.ts';

export const TWO_SESSIONS: Check = {
  code: 'two-sessions',
  group: 'source',
  severity: 'fault',
  about: 'There are two session middlewares on one path',
  judge: ({ source: { layers } }) => {
    const own = layers.filter(
      ({ kind, path, sessions }) =>
        kind === 'middleware' && path !== undefined && sessions.length > 0,
    );
    for (const [index, second] of own.entries()) {
      const first = own.slice(0, index).find((one) => isBefore(one, second));
      if (!first) continue;
      const { file, line } = first.at;
      if (!first.isSure || !second.isSure || !isDirect(first) || !isDirect(second))
        return unknown('whether two session middlewares meet depends on a condition', second.at);
      return found({
        message: `There is a session already, from ${file}:${line}: this middleware does nothing, and its options count for nothing.`,
        remedy: 'Keep one of them.',
        at: second.at,
      });
    }
    return HOLDS;
  },
};

/** Of an `if` and its `else` only one is there. */
function isBefore(first: Layer, second: Layer): boolean {
  const isOther = first.conditions.some((one) =>
    second.conditions.some((other) => one !== other && branchingOf(one) === branchingOf(other)),
  );
  return !isOther && first.path === second.path;
}

/** The `if` that a condition is a branch of; any other condition is itself. */
function branchingOf(condition: string): string {
  return condition.replace(/:(then|else)$/, '');
}

function isDirect({ handlers, sessions }: Layer): boolean {
  return handlers.some((value) => sessions.some((session) => session === value));
}
