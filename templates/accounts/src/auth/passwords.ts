import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { inTurn, type Turn } from './turns.ts';

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
