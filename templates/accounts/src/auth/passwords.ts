import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '../app-error.ts';

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** The cost that OWASP's Password Storage Cheat Sheet asks of scrypt: N = 2^15, r = 8, p = 3. */
const COST = { ln: 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Nobody's password: comparing with it takes as long as with a user's. */
const NOBODYS = toPhc(Buffer.alloc(SALT_BYTES), Buffer.alloc(HASH_BYTES));

/** Hashes a password into a PHC string: `$scrypt$ln=15,r=8,p=3$salt$hash`. Throws Busy and ClientLeft. */
export async function hashPassword(password: string, turn?: Turn): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return toPhc(salt, await deriveInTurn({ password, salt, length: HASH_BYTES, cost: COST }, turn));
}

/**
 * Tells whether the password is the one that was hashed. It takes as long when there is no user at all. Throws Busy
 * and ClientLeft.
 */
export async function verifyPassword(password: string, stored?: string, turn?: Turn) {
  const { cost, salt, hash } = parse(stored ?? NOBODYS);
  const derived = await deriveInTurn({ password, salt, length: hash.length, cost }, turn);
  return timingSafeEqual(derived, hash) && stored !== undefined;
}

/** Whether a stored hash was made at another cost than today's. */
export function isOutdated(stored: string): boolean {
  const { cost } = parse(stored);
  return cost.ln !== COST.ln || cost.r !== COST.r || cost.p !== COST.p;
}

interface Derivation {
  password: string;
  salt: Buffer;
  length: number;
  cost: typeof COST;
}

function deriveInTurn({ password, salt, length, cost }: Derivation, turn?: Turn) {
  const { ln, r, p } = cost;
  const options = { N: 2 ** ln, r, p, maxmem: 2 ** ln * r * 256 };
  return inTurn(() => derive(password.normalize('NFKC'), salt, length, options), turn);
}

function toPhc(salt: Buffer, hash: Buffer): string {
  return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${encode(salt)}$${encode(hash)}`;
}

function parse(stored: string) {
  const match = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(stored);
  if (!match) throw new Error('a stored password hash is not one of ours');
  const [, ln, r, p, salt = '', hash = ''] = match;
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

/** Base64 without padding, as PHC strings have it. */
function encode(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

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
