import { ConnectionString } from 'mongodb-connection-string-url';
import { envValueFault } from '../env-file.ts';
import { Secret } from '../secret.ts';
import { type Checked, hasControlCharacter } from './checked.ts';
import { optionsFault } from './mongo-uri-options.ts';
import {
  loginFault,
  placeholderFault,
  splitUri,
  type UriParts,
  unescapedFault,
} from './mongo-uri-parts.ts';

const EXAMPLE = 'mongodb://127.0.0.1:27017/my-app';
const EXAMPLE_SRV = 'mongodb+srv://ann:p%40ss@cluster0.ab1cd.mongodb.net/my-app';
const LONGEST_DATABASE = 63;
/** Options whose value is as good as a password. */
const SECRET_OPTIONS = [
  'authmechanismproperties',
  'key',
  'passphrase',
  'pfx',
  'proxypassword',
  'tlscertificatekeyfilepassword',
];
/** Options that ask for what a development database is not, unless they are false. */
const NOT_PLAIN = ['tls', 'ssl', 'replicaset', 'authmechanism'];

/**
 * A connection string that `checkMongoUri` has read once. Printing, inspecting or serialising it gives nothing
 * secret; `secret` is all of it.
 */
export class MongoUri {
  readonly secret: Secret;
  /** What is shown of it: no user, no password, no value of an option. */
  readonly redacted: string;
  /** Whether it must not stand in a shell's history. */
  readonly holdsCredentials: boolean;
  /** For telling whether the server is on this machine; undefined when a service record names them. */
  readonly hosts: readonly string[] | undefined;
  /** Decoded; undefined when it names none. */
  readonly database: string | undefined;
  /** Whether a development database can stand there: it knows no users, no certificates and no replica set. */
  readonly isPlain: boolean;

  constructor(secret: Secret, parsed: ConnectionString) {
    const { protocol, hosts, username, password, pathname, search, searchParams } = parsed;
    const login = username === '' ? '' : '<credentials>@';
    const options = [...searchParams.keys()].map((name) => name.toLowerCase());
    this.secret = secret;
    this.redacted = `${protocol}//${login}${hosts.join(',')}${pathname}${search.length > 1 ? '?…' : ''}`;
    this.holdsCredentials =
      username !== '' || password !== '' || options.some((name) => SECRET_OPTIONS.includes(name));
    this.hosts = parsed.isSRV ? undefined : hosts;
    this.database = namedDatabase(parsed) || undefined;
    this.isPlain =
      !this.holdsCredentials &&
      NOT_PLAIN.every((name) => (searchParams.get(name) ?? 'false') === 'false');
  }

  toString(): string {
    return this.redacted;
  }
}

/**
 * Checks a connection string. What the driver of the created app takes is right, but for what can never work: a
 * placeholder, an @ that is no end of a password, a host or a database that no server has. White space at its end is
 * left out, as the driver does. No reason quotes the URI, which may hold a password.
 *
 * Source: https://www.mongodb.com/docs/manual/reference/connection-string/
 */
export function checkMongoUri(text: string): Checked<MongoUri> {
  const uri = text.replace(/[ \t\r\n\f\v]+$/, '');
  const read = parse(uri);
  if (typeof read !== 'string') return { value: new MongoUri(new Secret(uri), read) };
  const example = uri.startsWith('mongodb+srv://') ? EXAMPLE_SRV : EXAMPLE;
  return { reason: `${read}; a right one: ${example}` };
}

/** Reads a URI that is known to be right. @throws Error, which does not quote it, when it is not */
export function readMongoUri(uri: string): MongoUri {
  const checked = checkMongoUri(uri);
  if ('reason' in checked) throw new Error(`a URI that was taken for right: ${checked.reason}`);
  return checked.value;
}

/** The parts of a URI, or what is wrong with it. */
function parse(uri: string): ConnectionString | string {
  if (!/^mongodb(\+srv)?:\/\//.test(uri)) return 'it starts with mongodb:// or mongodb+srv://';
  // The driver leaves some of them out without a word, and what follows others.
  if (hasControlCharacter(uri) || /[\u2028\u2029]/.test(uri))
    return 'it holds no line end and no other control character';
  const parts = splitUri(uri);
  if (!parts) return 'it names no host';
  const fault =
    placeholderFault(parts) ?? loginFault(uri, parts) ?? serviceFault(parts) ?? hostsFault(parts);
  if (fault !== undefined) return fault;

  let parsed: ConnectionString;
  try {
    parsed = new ConnectionString(uri);
  } catch {
    return 'it is not a connection string';
  }
  const wrongOption = optionsFault(parsed);
  const mistaken = wrongOption && parts.query.includes('@') ? unescapedFault(uri) : undefined;
  return databaseFault(parsed) ?? mistaken ?? wrongOption ?? envFault(uri) ?? parsed;
}

function envFault(uri: string): string | undefined {
  const fault = envValueFault(uri);
  return fault && `${fault}; in a password, quotes are written %22, %27 and %60`;
}

function serviceFault({ isSrv, hosts }: UriParts): string | undefined {
  if (!isSrv) return undefined;
  if (hosts.length > 1)
    return 'after mongodb+srv:// stands one host: its service record names the others';
  if (hosts[0]?.includes(':'))
    return 'after mongodb+srv:// stands no port: the service record of the host holds it';
  return undefined;
}

function hostsFault({ isSrv, hosts }: UriParts): string | undefined {
  if (hosts.includes('')) return 'a host is missing beside a comma';
  if (isSrv) return /\s/.test(hosts[0] ?? '') ? NO_BLANK : undefined;
  return hosts.map(hostFault).find((fault) => fault !== undefined);
}

const NO_BLANK = 'between the hosts stands a comma, and no blank';

/** As the driver reads a host, source: HostAddress in its utils.js. */
function hostFault(host: string): string | undefined {
  if (host.endsWith('.sock'))
    return isDecodable(host) ? undefined : 'a path to a socket is encoded';
  if (/\s/.test(host)) return NO_BLANK;
  if (!host.startsWith('[') && host.split(':').length > 2)
    return 'an IPv6 address stands in brackets: [::1]:27017';
  const port = /:([^:\]]*)$/.exec(host)?.[1] || '1';
  if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
    return 'a port is a number from 1 to 65535';
  const url = `host://${host}`;
  if (URL.canParse(url) && isDecodable(new URL(url).hostname)) return undefined;
  return 'a host is a name or an address';
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text).length >= 0;
  } catch {
    return false;
  }
}

function databaseFault(uri: ConnectionString): string | undefined {
  const database = namedDatabase(uri);
  if (database === undefined) return 'the name of its database is not well encoded';
  if (/[/\\. "$\0]/.test(database)) {
    return 'the name of a database holds none of / \\ . " $ and no blank';
  }
  if (Buffer.byteLength(database) > LONGEST_DATABASE) {
    return `the name of a database has at most ${LONGEST_DATABASE} bytes`;
  }
  return undefined;
}

/** The decoded database, `''` when none is named, undefined when it cannot be decoded. */
function namedDatabase({ pathname, searchParams }: ConnectionString): string | undefined {
  try {
    return decodeURIComponent(pathname.slice(1)) || (searchParams.get('dbName') ?? '');
  } catch {
    return undefined;
  }
}
