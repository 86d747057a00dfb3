import { AppError } from '../app-error.ts';

/** A hash takes 32 MB and a thread for a tenth of a second: two at a time leave room for everything else. */
const AT_ONCE = 2;
/** Whoever comes later would wait for longer than a person does. */
const LONGEST_QUEUE = 10;

/** What a request says when it waits for its turn. */
export interface Turn {
  /** Aborts when nobody waits for the answer any more. */
  signal: AbortSignal;
  /** Those who are known go before strangers, and take a stranger's place when the queue is full. */
  isKnown: boolean;
}

/** More passwords are to be checked at this moment than this process can check. */
export class Busy extends AppError {
  constructor() {
    const message = 'Too many people are logging in at this moment. Try again in a few seconds.';
    super(503, message, { retryAfter: 2 });
  }
}

/** The client has gone away: there is nobody to answer. */
export class ClientLeft extends AppError {
  constructor() {
    super(499, 'The client has left.');
  }
}

interface Place {
  isKnown: boolean;
  begin(): void;
  refuse(reason: Error): void;
}

let running = 0;
const queue: Place[] = [];

/** Throws Busy when somebody would not be let into the queue. It costs nothing to ask before all other work. */
export function expectRoom(isKnown: boolean) {
  const isFull = queue.length >= LONGEST_QUEUE;
  if (isFull && !(isKnown && queue.some((place) => !place.isKnown))) throw new Busy();
}

/** Does the work when its turn has come. Throws Busy, or ClientLeft when the client has gone in the meantime. */
export async function inTurn<T>(work: () => Promise<T>, turn?: Turn): Promise<T> {
  if (running < AT_ONCE) running += 1;
  else await waitInQueue(turn);
  try {
    if (turn?.signal.aborted) throw new ClientLeft();
    return await work();
  } finally {
    const next = queue.shift();
    if (next) next.begin();
    else running -= 1;
  }
}

function waitInQueue({ signal, isKnown = true }: Partial<Turn> = {}): Promise<void> {
  expectRoom(isKnown);
  if (queue.length >= LONGEST_QUEUE) leave(queue.at(-1), new Busy());
  return new Promise((resolve, reject) => {
    const place = { isKnown, begin: resolve, refuse: reject };
    const firstStranger = queue.findIndex((other) => !other.isKnown);
    const index = isKnown && firstStranger >= 0 ? firstStranger : queue.length;
    queue.splice(index, 0, place);
    signal?.addEventListener('abort', () => leave(place, new ClientLeft()), { once: true });
  });
}

/** Takes a place out of the queue, unless its turn has come. */
function leave(place: Place | undefined, reason: Error) {
  const index = place ? queue.indexOf(place) : -1;
  if (index >= 0) queue.splice(index, 1);
  if (index >= 0) place?.refuse(reason);
}
