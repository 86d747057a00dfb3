import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** The cost that OWASP's Password Storage Cheat Sheet asks of scrypt: N = 2^15, r = 8, p = 3. */
const COST = { ln: 15, r: 8, p: 3 };
const HASH_BYTES = 32;
const SHORTEST = 15;
const LONGEST = 128;

/** What is wrong with a new password, or nothing. Length is what counts (NIST SP 800-63B, 3.1.1.2). */
export function passwordFault(password: string): string | undefined {
  const { length } = [...password];
  if (length < SHORTEST)
    return `A password has at least ${SHORTEST} characters. A sentence is a good one.`;
  if (length > LONGEST) return `A password has at most ${LONGEST} characters.`;
  return undefined;
}

/** Hashes a password into a PHC string: `$scrypt$ln=15,r=8,p=3$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await deriveInTurn(password, salt, HASH_BYTES, COST);
  return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${encode(salt)}$${encode(hash)}`;
}

/** Tells whether the password is the one that was hashed. It takes as long when there is no user at all. */
export async function verifyPassword(password: string, stored?: string): Promise<boolean> {
  const { cost, salt, hash } = parse(stored ?? (await nobodysHash));
  const derived = await deriveInTurn(password, salt, hash.length, cost);
  return timingSafeEqual(derived, hash) && stored !== undefined;
}

/** Whether a stored hash was made at another cost than today's. */
export function isOutdated(stored: string): boolean {
  const { cost } = parse(stored);
  return cost.ln !== COST.ln || cost.r !== COST.r || cost.p !== COST.p;
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

let running = 0;
const waiting: (() => void)[] = [];

/** Two at a time: each takes 32 MB, and keeps a thread from everything else. */
async function deriveInTurn(password: string, salt: Buffer, length: number, cost: typeof COST) {
  if (running >= 2) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    const { ln, r, p } = cost;
    const options = { N: 2 ** ln, r, p, maxmem: 2 ** ln * r * 256 };
    return await derive(password.normalize('NFKC'), salt, length, options);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

const nobodysHash = hashPassword(randomBytes(16).toString('hex'));
