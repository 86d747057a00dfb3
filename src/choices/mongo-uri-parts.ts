/** A URI as the driver splits it, before anything is decoded. */
export interface UriParts {
  isSrv: boolean;
  user: string | undefined;
  password: string | undefined;
  hosts: readonly string[];
  path: string;
  query: string;
}

/** Source: mongodb-connection-string-url, which the driver reads a URI with. */
const PARTS = /^mongodb(\+srv)?:\/\/(?:([^:@]*)(?::([^@]*))?@)?((?!:)[^/?@]*)([^?]*)(?:\?(.*))?$/s;

/** Undefined when the text starts otherwise, or no host can be found in it. */
export function splitUri(uri: string): UriParts | undefined {
  const match = PARTS.exec(uri);
  if (!match) return undefined;
  const [, srv, user, password, hosts = '', path = '', query = ''] = match;
  return { isSrv: srv !== undefined, user, password, hosts: hosts.split(','), path, query };
}

/**
 * What a portal has left for its user to fill in: `<password>`, `YOUR_PASSWORD`, a masked one. Only what is nothing
 * else for sure, because the driver takes all of it.
 */
export function placeholderFault(parts: UriParts): string | undefined {
  const { user, password, hosts, path, query } = parts;
  const found =
    (isPlaceholder(user) && 'user') ||
    (isPlaceholder(password) && 'password') ||
    (hosts.some(isPlaceholderHost) && 'host') ||
    (IN_BRACKETS.test(decoded(path.slice(1))) && 'database') ||
    query.split('&').map(optionWithPlaceholder).find(Boolean);
  return found && `a placeholder stands where the ${found} goes: put the real one there`;
}

const IN_BRACKETS = /^(?:<.*>|\$\{.*\}|YOUR_[A-Z_]+)$/s;
const PLACEHOLDERS = [
  IN_BRACKETS,
  /^[*•]{3,}$/,
  /^\[?your[ _-]?(?:[a-z]+[ _-]?){0,3}(?:user|name|pass|password|pwd|secret|login)\]?$/i,
  /^(?:\{.*\}|\[.*\]|\$[a-z_]+)$/i,
];
/** What the last of them must hold as well: a password may begin with a brace. */
const WORD = /user|name|pass|pwd|secret/i;

function isPlaceholder(text: string | undefined): boolean {
  if (text === undefined) return false;
  const plain = decoded(text);
  const index = PLACEHOLDERS.findIndex((pattern) => pattern.test(plain));
  return index === PLACEHOLDERS.length - 1 ? WORD.test(plain) : index !== -1;
}

function isPlaceholderHost(host: string): boolean {
  return /[<>{}]|YOUR_|(?:^|\.)x{4,}\.mongodb\.net$/.test(decoded(host));
}

function optionWithPlaceholder(option: string): string | undefined {
  const [, name, value = ''] = /^([a-z]+)=(.*)$/is.exec(option) ?? [];
  return IN_BRACKETS.test(decoded(value)) ? `value of ${name}` : undefined;
}

/** As it is where it cannot be decoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What is wrong with user and password: nearly always a character that must be written otherwise. */
export function loginFault(uri: string, { user, password, path, hosts }: UriParts) {
  // This driver takes the first of two @ for the end of the password, and another host than was meant.
  const isWrong = [user ?? '', password ?? ''].some(isUnescaped) || path.includes('@');
  const fault = isWrong ? unescapedFault(uri) : undefined;
  if (fault) return fault;
  if (user === '') return 'before the @ stands no user';
  if (path.includes('@') || hosts.join('') === '') return 'it names no host';
  return undefined;
}

/** Which characters of user or password must be written otherwise, and how; undefined when it is none. */
export function unescapedFault(uri: string): string | undefined {
  const text = uri.slice(uri.indexOf('://') + 3);
  const ends = [...text.matchAll(/@/g)].map(({ index }) => index);
  const end = ends.findLast((at) => HOSTS.test(text.slice(at + 1))) ?? ends.at(-1);
  if (end === undefined) return undefined;
  const [, user = '', password = ''] = /^([^:]*):?(.*)$/s.exec(text.slice(0, end)) ?? [];
  const [name, part] = isUnescaped(password) ? ['password', password] : ['user', user];
  if (!isUnescaped(part)) return undefined;
  const characters = new Set(part.match(MUST_BE_WRITTEN_OTHERWISE) ?? '%');
  const written = [...characters].map((one) => `${one} is ${encodeURIComponent(one)}`);
  return `the ${name} holds what must be written otherwise in a URI: ${written.join(', ')}`;
}

const HOSTS = /^(?:[\w.%-]+|\[[\da-f:.]+\])(?::\d+)?(?:,[^/?@]*)?(?:[/?]|$)/i;

/** The last are those of two code units, of which the driver's URL parser loses one each. */
const MUST_BE_WRITTEN_OTHERWISE = /[:/?#[\]@]|%(?![\da-f]{2})|[\u{10000}-\u{10ffff}]/giu;

function isUnescaped(text: string): boolean {
  if (text.match(MUST_BE_WRITTEN_OTHERWISE)) return true;
  try {
    // Its value is used, or a bundler would leave the call out.
    return decodeURIComponent(text).length < 0;
  } catch {
    return true;
  }
}
