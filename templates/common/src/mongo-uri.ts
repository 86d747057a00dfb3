import { MongoClient } from 'mongodb';
import type { Reading } from './environment.ts';

/** As the driver splits it: service record, user, password, hosts, path, query. */
const PARTS =
  /^mongodb(\+srv)?:\/\/(?:([^:@]*)(?::([^@]*))?@)?((?!:)[^/?@]*)([^?]*)(?:\?([\s\S]*))?$/;

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

/**
 * What is wrong with a connection string. It is the driver that judges, and besides it what the driver takes and what
 * can never work: a placeholder, an @ within a password. Nothing of the string is quoted, as the driver's messages do:
 * it may hold a password.
 */
function mongoUriFault(text: string): string | undefined {
  const uri = text.trimEnd();
  if (!/^mongodb(\+srv)?:\/\//.test(uri)) return 'it starts with mongodb:// or mongodb+srv://';
  const [, srv, user, password, hosts = '', path = '', query = ''] = PARTS.exec(uri) ?? [];
  const placeholder = placeholderIn({ user, password, hosts, path, query });
  if (placeholder) return `a placeholder stands where the ${placeholder} goes`;
  if (isUnescaped(user) || isUnescaped(password) || path.includes('@')) return UNESCAPED;
  if (user === '') return 'before the @ stands no user';
  if (/[\p{Cc}\u2028\u2029]/u.test(uri)) return 'it holds a control character';
  if (srv && /[:,]/.test(hosts)) return 'after mongodb+srv:// stands one host, without a port';
  if (/\s/.test(hosts) || hosts.split(',').includes('')) return 'a host is missing';
  if (!driverTakes(`mongodb${srv ?? ''}://${hosts}`)) return 'a host or its port is wrong';
  if (isNoDatabase(path.slice(1))) return 'no database can have this name';
  return driverTakes(uri) ? undefined : optionFault(uri, query);
}

const UNESCAPED =
  'user or password hold a character that must be written otherwise: : / ? # [ ] @ % as %3A %2F %3F %23 %5B %5D %40 %25';

/** Characters of two code units: the driver's URL parser loses one each. */
function isUnescaped(text = ''): boolean {
  return /[:/?#[\]@]|[\u{10000}-\u{10ffff}]/u.test(text) || decode(text) === undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function isNoDatabase(path: string): boolean {
  // The driver leaves these out, as every URL parser does.
  const name = decode(new URL(`h://h/${path}?`).pathname.slice(1));
  return name === undefined || /[/\\. "$\0]/.test(name) || Buffer.byteLength(name) > 63;
}

function driverTakes(uri: string): boolean {
  try {
    return Boolean(new MongoClient(uri));
  } catch {
    return false;
  }
}

/** Which option the driver refuses, alone or beside the others. */
function optionFault(uri: string, query: string): string {
  const base = uri.slice(0, uri.indexOf('?'));
  const wrong = query.split('&').find((pair) => !driverTakes(`${base}?${pair}`));
  const name = wrong?.split('=', 1)[0] ?? '';
  // It could be a part of a password.
  if (/^[a-z_]{1,40}$/i.test(name) && !query.includes('@')) {
    return `the driver does not take the option ${name}, or its value`;
  }
  return query.includes('@') ? UNESCAPED : 'its options do not go together';
}

interface Parts {
  user: string | undefined;
  password: string | undefined;
  hosts: string;
  path: string;
  query: string;
}

const IN_BRACKETS = /^(?:<[\s\S]*>|\$\{[\s\S]*\}|YOUR_[A-Z_]+)$/;
const MASKED = /^[*•]{3,}$/;
const YOURS =
  /^\[?your[ _-]?(?:[a-z]+[ _-]?){0,3}(?:user|name|pass|password|pwd|secret|login)\]?$/i;
const NAMED = /^(?:\{.*(?:user|name|pass|pwd|secret).*\}|\[.*(?:user|name|pass|pwd|secret).*\])$/i;
const VARIABLE = /^\$[a-z_]*(?:user|name|pass|pwd|secret)[a-z_]*$/i;

/** What a portal has left to be filled in, by the name of its place: only what is nothing else for sure. */
function placeholderIn({ user, password, hosts, path, query }: Parts): string | undefined {
  if (isPlaceholder(user)) return 'user';
  if (isPlaceholder(password)) return 'password';
  if (/[<>{}]|YOUR_|(?:^|\.)x{4,}\.mongodb\.net/.test(plain(hosts))) return 'host';
  if (IN_BRACKETS.test(plain(path.slice(1)))) return 'database';
  const values = query.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1));
  return values.some((value) => IN_BRACKETS.test(plain(value))) ? 'value of an option' : undefined;
}

function isPlaceholder(text = ''): boolean {
  return [IN_BRACKETS, MASKED, YOURS, NAMED, VARIABLE].some((form) => form.test(plain(text)));
}

function plain(text: string): string {
  return decode(text) ?? text;
}
