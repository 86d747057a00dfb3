import type { Answer } from '../toolchain/ask-app.ts';

/** A cookie as it is sent. Its value never leaves a check. */
export interface SentCookie {
  name: string;
  value: string;
  /** By lower-case names; a flag has no text. */
  attributes: ReadonlyMap<string, string>;
}

/** What express-session signs: its own id, or a UUID. What others sign, as csurf its secret, is of another length. */
const SIGNED_ID = /^s(%3A|:)([\w-]{32}|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})\./i;

/** The session's cookie in an answer: by a name of the source, or by the form that express-session gives its value. */
export function sessionCookieOf(answer: Answer, names: readonly string[]): SentCookie | undefined {
  const sent = (answer.headers.get('set-cookie') ?? []).map(parseCookie);
  return sent.find(({ name, value }) => names.includes(name) || SIGNED_ID.test(value));
}

function parseCookie(line: string): SentCookie {
  const [pair = '', ...rest] = line.split(';');
  const at = pair.indexOf('=');
  const attributes = rest.map((part): [string, string] => {
    const [name = '', ...value] = part.trim().split('=');
    return [name.toLowerCase(), value.join('=')];
  });
  return {
    name: pair.slice(0, at).trim(),
    value: pair.slice(at + 1).trim(),
    attributes: new Map(attributes),
  };
}

/** What stands before the signature. */
export function idOf({ value }: Pick<SentCookie, 'value'>): string {
  let text = value;
  try {
    text = decodeURIComponent(value);
  } catch {
    // It is not encoded, then.
  }
  return text.replace(/^s:/, '').replace(/\.[^.]*$/, '');
}
