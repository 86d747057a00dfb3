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
 * Checks a connection string: its syntax, and the database it names. It accepts options that the driver
 * may refuse; the database check has the last word. No reason quotes the URI, which may hold a password.
 *
 * Source: https://www.mongodb.com/docs/manual/reference/connection-string/
 */
export function checkMongoUri(uri: string): Checked<Secret> {
  const fault = uriFault(uri);
  return fault === undefined ? { value: new Secret(uri) } : { reason: fault };
}

function uriFault(uri: string): string | undefined {
  if (!/^mongodb(\+srv)?:\/\//.test(uri)) {
    return `it starts with mongodb:// or mongodb+srv://, like ${EXAMPLE}`;
  }
  if (hasControlCharacter(uri) || /\s/.test(uri)) {
    return `it holds no white space; in a password, a blank is written %20`;
  }
  const quotes = envValueFault(uri);
  if (quotes) return `${quotes}; in a password, quotes are written %22, %27 and %60`;

  let parsed: ConnectionString;
  try {
    parsed = new ConnectionString(uri);
  } catch {
    return NO_CONNECTION_STRING;
  }
  const { username, password, search } = parsed;
  if (!isDecodable(username) || !isDecodable(password)) return NO_CONNECTION_STRING;
  // Without a host, the parser takes `user?pass@:27017` for the host `user`.
  if (search.includes('@')) return NO_CONNECTION_STRING;
  const hosts = parsed.hosts.map(hostFault).find((reason) => reason !== undefined);
  return hosts ?? databaseFault(parsed);
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

/** What is shown of a URI: no user, no password, no value of an option. */
export function redactMongoUri(uri: Secret): string {
  const { protocol, hosts, username, pathname, search } = new ConnectionString(uri.reveal());
  const user = username === '' ? '' : '<credentials>@';
  const options = search.length > 1 ? '?…' : '';
  return `${protocol}//${user}${hosts.join(',')}${pathname}${options}`;
}

/** Whether the URI may stand in a shell's history. */
export function holdsCredentials(uri: Secret): boolean {
  const { username, password, searchParams } = new ConnectionString(uri.reveal());
  const options = [...searchParams.keys()].map((name) => name.toLowerCase());
  return (
    username !== '' || password !== '' || options.some((name) => SECRET_OPTIONS.includes(name))
  );
}

/** The hosts of a URI that names no service record, for telling whether its server is on this machine. */
export function hostsOf(uri: Secret): string[] | undefined {
  const parsed = new ConnectionString(uri.reveal());
  return parsed.isSRV ? undefined : parsed.hosts;
}
