import type { Handler, Step } from './model.ts';
import { optionsOf } from './values.ts';

/** Whether the sessions must be there before this step: what comes after it may be too late. */
export function isBarrier(step: Step): boolean {
  switch (step.kind) {
    case 'setting':
    case 'static':
    // Who is served by it asks only once it listens.
    case 'served':
      return false;
    case 'route':
      // Preflights carry no cookie.
      return step.name !== 'options';
    case 'middleware':
      return step.path !== undefined || step.handlers.some(needsSessionBefore);
    default:
      return true;
  }
}

function needsSessionBefore({ value, needsSession, isLast, takesErrors }: Handler): boolean {
  // What cannot be told may be a router.
  const isUnknown = optionsOf(value).some(
    ({ kind }) => kind === 'unknown' || kind === 'object' || kind === 'class',
  );
  return needsSession || isLast || takesErrors || isUnknown;
}
