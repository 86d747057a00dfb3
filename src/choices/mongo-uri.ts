import { ConnectionString } from 'mongodb-connection-string-url';
import { envValueFault } from '../env-file.ts';
import { Secret } from '../secret.ts';
import { type Checked, hasControlCharacter } from './checked.ts';

const EXAMPLE = 'mongodb://127.0.0.1:27017/my-app';
const NO_CONNECTION_STRING = `it is not a connection string; a user or password needs : / ? # [ ] @ % as %3A %2F %3F %23 %5B %5D %40 %25; like ${EXAMPLE}`;
const LONGEST_DATABASE = 63;
/** Options whose value is as good as a password. */
const SECRET_OPTIONS = [
  'authmechanismproperties',
  'proxypassword',
  'tlscertificatekeyfilepassword',
];

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
  }

  toString(): string {
    return this.redacted;
  }
}

/**
 * Checks a connection string: its syntax, and the database it names. It accepts options that the driver
 * may refuse; the database check has the last word. No reason quotes the URI, which may hold a password.
 *
 * Source: https://www.mongodb.com/docs/manual/reference/connection-string/
 */
export function checkMongoUri(uri: string): Checked<MongoUri> {
  const fault = textFault(uri);
  if (fault !== undefined) return { reason: fault };
  const parsed = parse(uri);
  if (parsed === undefined) return { reason: NO_CONNECTION_STRING };
  const reason = parsed.hosts.map(hostFault).find(Boolean) ?? databaseFault(parsed);
  return reason === undefined ? { value: new MongoUri(new Secret(uri), parsed) } : { reason };
}

/** Reads a URI that is known to be right. @throws Error, which does not quote it, when it is not */
export function readMongoUri(uri: string): MongoUri {
  const checked = checkMongoUri(uri);
  if ('reason' in checked) throw new Error(`a URI that was taken for right: ${checked.reason}`);
  return checked.value;
}

/** What can be told without reading its parts. */
function textFault(uri: string): string | undefined {
  if (!/^mongodb(\+srv)?:\/\//.test(uri)) {
    return `it starts with mongodb:// or mongodb+srv://, like ${EXAMPLE}`;
  }
  if (hasControlCharacter(uri) || /\s/.test(uri)) {
    return `it holds no white space; in a password, a blank is written %20`;
  }
  const quotes = envValueFault(uri);
  if (quotes) return `${quotes}; in a password, quotes are written %22, %27 and %60`;
  return undefined;
}

function parse(uri: string): ConnectionString | undefined {
  let parsed: ConnectionString;
  try {
    parsed = new ConnectionString(uri);
  } catch {
    return undefined;
  }
  const { username, password, search } = parsed;
  if (!isDecodable(username) || !isDecodable(password)) return undefined;
  // Without a host, the parser takes `user?pass@:27017` for the host `user`.
  return search.includes('@') ? undefined : parsed;
}

/** The parser checks this as well, but its bundled and minified form does not. */
function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text).length >= 0;
  } catch {
    return false;
  }
}

function hostFault(host: string): string | undefined {
  // A socket: its path with every slash encoded, and no port.
  if (/^%2f[^:]*\.sock$/i.test(host)) return undefined;
  const match = /^(?:\[[^\]]+\]|[^:[\]%#]+)(?::(.*))?$/.exec(host);
  if (!match) return `a host is a name or an address with a port, like ${EXAMPLE}`;
  const port = match[1];
  if (port === undefined) return undefined;
  if (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535) return undefined;
  return 'a port is a number from 1 to 65535';
}

function databaseFault(uri: ConnectionString): string | undefined {
  const database = namedDatabase(uri);
  if (database === undefined) return 'the name of its database is not well encoded';
  if (/[/\\. "$*<>:|?]/.test(database)) {
    return 'the name of a database holds none of / \\ . " $ * < > : | ? and no blank';
  }
  if (Buffer.byteLength(database) > LONGEST_DATABASE) {
    return `the name of a database has at most ${LONGEST_DATABASE} bytes`;
  }
  return undefined;
}

/** The decoded database, `''` when none is named, undefined when it cannot be decoded. */
function namedDatabase(uri: ConnectionString): string | undefined {
  try {
    return decodeURIComponent(uri.pathname.slice(1));
  } catch {
    return undefined;
  }
}
