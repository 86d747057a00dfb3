import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What is read, and what is wrong with it. */
export interface Reading {
  env: NodeJS.ProcessEnv;
  faults: string[];
}

export class ConfigError extends Error {
  constructor(faults: string[]) {
    super(`The environment is not right:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
  }
}

interface Bounds {
  /** Where no number is given. */
  preset: number;
  least: number;
  most: number;
  /** Whether fractions are refused. */
  whole?: boolean;
}

export function readNumber({ env, faults }: Reading, name: string, bounds: Bounds): number {
  const { preset, least, most, whole = false } = bounds;
  const text = env[name];
  if (!text) return preset;
  const number = Number(text);
  const isLegal = number >= least && number <= most && (!whole || Number.isInteger(number));
  if (isLegal) return number;
  const kind = whole ? 'a whole number' : 'a number';
  faults.push(`${name} must be ${kind} from ${least} to ${most}, not "${text}"`);
  return preset;
}

/** A port, or the path of a socket or of a Windows pipe, as Azure and iisnode hand them out. */
export function readPort(reading: Reading, preset: number): number | string {
  const { PORT = '' } = reading.env;
  if (/[/\\]/.test(PORT)) return PORT;
  return readNumber(reading, 'PORT', { preset, least: 0, most: 65_535, whole: true });
}

export function readTrustProxy({ env, faults }: Reading): number | string[] | false {
  const { TRUST_PROXY: text } = env;
  if (!text) return false;
  if (/^\d+$/.test(text)) return Number(text);
  const addresses = text.split(',').map((address) => address.trim());
  if (addresses.every(isProxyAddress)) return addresses;
  // `true` would let every client name its own address and protocol.
  faults.push('TRUST_PROXY must be a number of proxies or a list of their addresses, never "true"');
  return false;
}

function isProxyAddress(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

export function readLogLevel({ env, faults }: Reading): LogLevel {
  const { LOG_LEVEL } = env;
  const text = LOG_LEVEL || 'info';
  const level = LOG_LEVELS.find((name) => name === text);
  if (!level) faults.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not "${text}"`);
  return level ?? 'info';
}

const SHORTEST_SECRET = 32;
const PLACEHOLDERS =
  /keyboard cat|change.?me|replace.?me|your.?(session.?)?secret|example.?secret/i;
/** Up to 16 characters that fill it. */
const REPETITION = /^([\s\S]{1,16}?)\1+[\s\S]{0,15}$/;

/**
 * The signing secrets, newest first: the first signs, all of them verify. They come from
 * SESSION_SECRET or from the file that SESSION_SECRET_FILE names, separated by commas.
 * No fault holds the secret itself.
 */
export function readSecrets({ env, faults }: Reading): string[] {
  const { SESSION_SECRET: value, SESSION_SECRET_FILE: file } = env;
  if (value && file) {
    faults.push('SESSION_SECRET and SESSION_SECRET_FILE are both set: keep one of them');
    return [];
  }
  if (!value && !file) {
    faults.push(
      'SESSION_SECRET or SESSION_SECRET_FILE must be set: `openssl rand -base64 32` makes one',
    );
    return [];
  }

  const name = file ? `the file of SESSION_SECRET_FILE (${file})` : 'SESSION_SECRET';
  const text = file ? readSecretFile(file, faults) : value;
  if (text === undefined) return [];
  const secrets = text.split(',').map((secret) => secret.trim());
  for (const secret of secrets) {
    if (Buffer.byteLength(secret) < SHORTEST_SECRET) {
      faults.push(`${name} holds a secret of fewer than ${SHORTEST_SECRET} bytes`);
    } else if (REPETITION.test(secret)) {
      faults.push(`${name} holds a few characters over and over, not a secret`);
    } else if (PLACEHOLDERS.test(secret)) {
      faults.push(`${name} holds a placeholder, not a secret`);
    }
  }
  return secrets;
}

function readSecretFile(file: string, faults: string[]): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    faults.push(`the file of SESSION_SECRET_FILE (${file}) cannot be read: ${code}`);
    return undefined;
  }
}
