import { isIP } from 'node:net';
import { MongoClient } from 'mongodb';
import { mongoUriFault } from './mongo-uri.ts';

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

/** The URI, and the database in it. Where it names none, the driver would quietly take `test`. */
export function readMongoUri(reading: Reading, defaultDatabase: string, name = 'MONGODB_URI') {
  const { env, faults } = reading;
  const uri = env[name];
  const example = 'mongodb://127.0.0.1:27017/my-app, for example';
  if (!uri) {
    faults.push(`${name} must be set: ${example}`);
    return { uri: '', database: '' };
  }
  const fault = mongoUriFault(uri);
  if (fault) {
    faults.push(`${name}: ${fault}; a right one is ${example}`);
    return { uri: '', database: '' };
  }
  const namesDatabase = /^[^:]+:\/\/[^/?#]+\/[^?#]|[?&]dbName=/i.test(uri);
  const { dbName } = new MongoClient(uri).options;
  return { uri, database: namesDatabase ? dbName : defaultDatabase };
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
