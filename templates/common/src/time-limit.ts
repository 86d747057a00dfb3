import { AsyncLocalStorage } from 'node:async_hooks';

/** Milliseconds that a request may wait for the database in all, whatever else it waits for. */
const REQUEST_LIMIT = 4_500;
/** Milliseconds that one operation may take. */
export const OPERATION_LIMIT = 2_000;

interface Waiting {
  /** Milliseconds that are left. */
  left: number;
  /** How many operations it waits for, and since when. */
  operations: number;
  since: number;
}

const requests = new AsyncLocalStorage<Waiting>();

/** Handles a request. What it waits for the database is summed up, so that many slow steps do not add up. */
export function withTimeLimit(handle: () => void) {
  requests.run({ left: REQUEST_LIMIT, operations: 0, since: 0 }, handle);
}

/** Begins what goes on after its request, and has a time of its own. */
export function beyondRequest<T>(begin: () => T): T {
  return requests.exit(begin);
}

/**
 * Rejects when `operation` takes longer than one may, or than its request may wait. Its late result is dropped: the
 * driver's own `timeoutMS` has no effect on every operation in 6.x.
 */
export function within<T>(operation: Promise<T>): Promise<T> {
  const request = requests.getStore();
  const limit = request ? begin(request) : OPERATION_LIMIT;
  return new Promise<T>((resolve, reject) => {
    const message = `no answer within ${Math.round(limit)} ms`;
    const expire = () => reject(Object.assign(new Error(message), { name: 'TimeoutError' }));
    const timer = setTimeout(expire, limit);
    operation.then(resolve, reject).then(() => clearTimeout(timer));
  }).finally(() => request && end(request));
}

/** Returns the milliseconds that the next operation may take. */
function begin(request: Waiting): number {
  const now = performance.now();
  if (request.operations === 0) request.since = now;
  request.operations += 1;
  return Math.min(OPERATION_LIMIT, Math.max(1, request.left - (now - request.since)));
}

function end(request: Waiting) {
  request.operations -= 1;
  if (request.operations === 0) request.left -= performance.now() - request.since;
}
