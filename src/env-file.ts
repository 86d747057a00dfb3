import { Secret } from './secret.ts';

/** A line that sets a key, in the three parts it is written in. */
interface Setting {
  key: string;
  /** Up to the value: `export KEY = `. */
  head: string;
  /** The value as it is written, with its quotes. */
  written: Secret;
  /** What follows on the line, and its end. */
  tail: string;
  isSecret: boolean;
}

/** Text between settings: comments, blank lines, and what sets nothing. */
type Part = string | Setting;

/** An `.env` file: never text until `apply` turns it into bytes. Every method returns another one. */
export class EnvFile {
  readonly #parts: readonly Part[];
  /** Rendered by us, so that its comments and plain values may be shown. */
  readonly #isOurs: boolean;

  private constructor(parts: readonly Part[], isOurs: boolean) {
    this.#parts = parts;
    this.#isOurs = isOurs;
  }

  /**
   * @param text a rendered `.env` template, in which a secret's line ends after the equals sign
   * @param secrets values by key, one for each such line
   * @throws when a line has no secret, or a secret no line
   */
  static fill(text: string, secrets: ReadonlyMap<string, Secret>): EnvFile {
    const missing = new Set(secrets.keys());
    const parts = parse(text, false).map((part) => {
      if (typeof part === 'string' || part.written.reveal() !== '') return part;
      const value = secrets.get(part.key);
      if (value === undefined) throw new Error(`.env: no value for ${part.key}`);
      missing.delete(part.key);
      return { ...part, written: encoded(value), isSecret: true };
    });
    if (missing.size > 0) throw new Error(`.env: no line for ${[...missing].join(', ')}`);
    return new EnvFile(parts, true);
  }

  /** Reads a file of the owner's, of which every value is a secret, and every byte is kept. */
  static parse(text: string): EnvFile {
    return new EnvFile(parse(text, true), false);
  }

  /** The names of the keys in it, in their order. */
  keys(): string[] {
    return this.#settings().map(({ key }) => key);
  }

  /** Of two lines with one key the last counts, as for Node. */
  get(key: string): Secret | undefined {
    const setting = this.#settings().findLast((one) => one.key === key);
    return setting && new Secret(decodeEnvValue(setting.written.reveal()));
  }

  /** Who reads a key otherwise than Node does: no quotes say the same to all of them. */
  misreadersOf(key: string): EnvReader[] {
    const written =
      this.#settings()
        .findLast((one) => one.key === key)
        ?.written.reveal() ?? '';
    const value = decodeEnvValue(written);
    const quote = QUOTES.split('').find((one) => `${one}${value}${one}` === written) ?? '';
    const readers = readersOf(value, quote as Quote);
    return value === '' ? [] : READERS.filter((reader) => !readers.includes(reader));
  }

  isSecret(key: string): boolean {
    return this.#settings().some((one) => one.key === key && one.isSecret);
  }

  /** The comment lines right above a key. */
  commentsAbove(key: string): string[] {
    const index = this.#parts.findIndex((part) => typeof part !== 'string' && part.key === key);
    const above = this.#parts[index - 1];
    if (typeof above !== 'string') return [];
    const lines = above.split('\n').slice(0, -1);
    return lines.slice(lines.findLastIndex((line) => !line.startsWith('#')) + 1);
  }

  /** Writes another value where the key stands; its quotes are ours, the rest of the line stays. */
  with(key: string, value: Secret): EnvFile {
    const last = this.#settings().findLast((one) => one.key === key);
    return this.#map((part) => {
      if (part !== last) return part;
      // What stands behind quotes is nothing to Node, but would be part of a value without.
      const isLoose = /^[^\S\r\n]*[^\s#]/.test(last.tail);
      return { ...last, written: encoded(value), tail: isLoose ? ` # ${last.tail}` : last.tail };
    });
  }

  /** Adds a key at the end, under its comments. */
  add(key: string, value: Secret, comments: readonly string[]): EnvFile {
    const end = this.#lineEnd();
    const last = this.#parts.at(-1);
    const lastText = typeof last === 'string' ? last : last?.tail;
    const isOpen = lastText !== undefined && !lastText.endsWith('\n');
    const start = [isOpen ? end : '', ...comments.map((line) => line + end)].join('');
    const setting = { key, head: `${key}=`, written: encoded(value), tail: end, isSecret: true };
    return new EnvFile([...this.#parts, start, setting], this.#isOurs);
  }

  /** Makes comments of all lines that set the key, so that its value is not lost. */
  commentOut(key: string, note: string): EnvFile {
    return this.#map((part) => {
      if (typeof part === 'string' || part.key !== key) return part;
      const end = /\r?\n$/.exec(part.tail)?.[0] ?? '';
      const tail = part.tail.slice(0, part.tail.length - end.length);
      const line = `${part.head}${part.written.reveal()}${tail}`.trimStart();
      const written = `# ${line.replaceAll('\n', '\n# ')}  # ${note}`;
      // Still a setting, though of nothing, because it holds a secret.
      return { key: '', head: '', written: new Secret(written), tail: end, isSecret: true };
    });
  }

  /** What is written to the disk: the one way out of a Secret into a file. */
  reveal(): string {
    return this.#parts
      .map((part) =>
        typeof part === 'string' ? part : part.head + part.written.reveal() + part.tail,
      )
      .join('');
  }

  /** The same with `[secret]` for each secret, for `--diff`; of a file of the owner's only the keys. */
  redacted(): string {
    if (!this.#isOurs)
      return this.keys()
        .map((key) => `${key}=[secret]\n`)
        .join('');
    return this.#parts
      .map((part) => {
        if (typeof part === 'string') return part;
        const value = part.isSecret ? part.written : part.written.reveal();
        return `${part.head}${value}${part.tail}`;
      })
      .join('');
  }

  #settings(): Setting[] {
    return this.#parts.filter((part) => typeof part !== 'string').filter(({ key }) => key !== '');
  }

  #map(change: (part: Part) => Part): EnvFile {
    return new EnvFile(this.#parts.map(change), this.#isOurs);
  }

  #lineEnd(): string {
    return this.reveal().includes('\r\n') ? '\r\n' : '\n';
  }
}

/** Whether a file is called as those are that hold secrets: `.env`, `.env.local`, … */
export function mayHoldSecrets(path: string): boolean {
  return /(^|\/)\.env[^/]*$/i.test(path);
}

/** What sets a key, after Node: the rest of the line is the value, or quotes that may span lines. */
const HEAD = /[^\S\r\n]*(?:export[^\S\r\n]+)?([^\s=#]+)[^\S\r\n]*=[^\S\r\n]*/y;

function parse(text: string, isSecret: boolean): Part[] {
  const parts: Part[] = [];
  let other = '';
  for (let at = 0; at < text.length; ) {
    HEAD.lastIndex = at;
    const match = HEAD.exec(text);
    if (!match) {
      const next = endOfLine(text, at);
      other += text.slice(at, next);
      at = next;
      continue;
    }
    const [head, key = ''] = match;
    const start = at + head.length;
    const written = writtenValue(text, start);
    const next = endOfLine(text, start + written.length);
    const tail = text.slice(start + written.length, next);
    if (other !== '') parts.push(other);
    parts.push({ key, head, written: new Secret(written), tail, isSecret });
    other = '';
    at = next;
  }
  return other === '' ? parts : [...parts, other];
}

/** Where the next line starts. */
function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end + 1;
}

function writtenValue(text: string, start: number): string {
  const quote = text.charAt(start);
  const line = text.slice(start, endOfLine(text, start));
  if (!QUOTES.includes(quote) || quote === '') return line.replace(/#.*/s, '').trimEnd();
  const close = text.indexOf(quote, start + 1);
  return close === -1 ? line.trimEnd() : text.slice(start, close + 1);
}

const QUOTES = '\'"`';

function decodeEnvValue(written: string): string {
  const quote = written.charAt(0);
  const isQuoted = quote !== '' && QUOTES.includes(quote) && written.length > 1;
  if (!isQuoted || !written.endsWith(quote)) return written;
  const inside = written.slice(1, -1).replaceAll('\r', '');
  return quote === '"' ? inside.replaceAll('\\n', '\n') : inside;
}

function encoded(value: Secret): Secret {
  return new Secret(encodeEnvValue(value.reveal()));
}

/** Who else reads an `.env` file, and by their own rules. The app's own is Node's `--env-file`. */
export type EnvReader = 'Node' | 'dotenv' | 'Docker Compose';

/** None, for a value that stands for itself. */
type Quote = '' | "'" | '"' | '`';

/**
 * Whether a reader gets the very value from a line that is written with some quotes.
 *
 * Sources: Node's `--env-file` (20.19 to 24), dotenv's lib/main.js (17), and dotenv/parser.go of compose-go (2)
 */
const READS: Readonly<Record<EnvReader, (value: string, quote: Quote) => boolean>> = {
  Node: (value, quote) => {
    if (quote === '') return isBare(value);
    return !value.includes(quote) && !(quote === '"' && value.includes('\\n'));
  },
  dotenv: (value, quote) => {
    if (quote === '') return isBare(value);
    return !value.includes(quote) && !(quote === '"' && /\\[nr]/.test(value));
  },
  'Docker Compose': (value, quote) => {
    if (quote === '`') return false;
    if (quote === '') return isBare(value) && !/\$[$_a-z{]/iu.test(value);
    const backslashes = /\\*$/.exec(value)?.[0].length ?? 0;
    if (value.includes(quote) || backslashes % 2 === 1) return false;
    return quote === "'" || !/\$[$_a-z{]|\\[abcfnrtv$"\\0]/iu.test(value);
  },
};

const READERS = Object.keys(READS) as EnvReader[];

/** Without quotes a value ends with its line or at a `#`, and blanks around it go. */
function isBare(value: string): boolean {
  return !/^['"`\s\u0085]|[\n#]|[\s\u0085]$/.test(value);
}

function readersOf(value: string, quote: Quote): EnvReader[] {
  return READERS.filter((reader) => READS[reader](value, quote));
}

/** What needs no quotes, for a shell that sources the file as well. */
const PLAIN = /^[\w./:@%+,=-]*$/;

/** The quotes that Node reads a value back from, and of these the ones that most others read alike. */
function quoteFor(value: string): Quote | undefined {
  if (PLAIN.test(value)) return '';
  const quotes: readonly Quote[] = ["'", '"', '', '`'];
  const [best] = quotes
    .map((quote) => ({ quote, readers: readersOf(value, quote) }))
    .filter(({ readers }) => readers.includes('Node'))
    .sort((a, b) => b.readers.length - a.readers.length);
  return best?.quote;
}

/**
 * Writes a value so that Node's `--env-file` reads it back identically, and the others where they can.
 *
 * @throws when no kind of quotes can hold the value; `envValueFault` tells beforehand
 */
export function encodeEnvValue(value: string): string {
  const quote = quoteFor(value);
  if (quote === undefined) throw new Error('a value that an .env file cannot hold');
  return `${quote}${value}${quote}`;
}

/** Why an `.env` file cannot hold this value, or undefined when it can. */
export function envValueFault(value: string): string | undefined {
  if (value.includes('\0')) return 'it holds a NUL character';
  if (value.includes('\r')) return 'it holds a carriage return';
  if (!value.isWellFormed()) return 'it is not well-formed Unicode';
  return quoteFor(value) === undefined ? 'an .env file cannot hold this mix of quotes' : undefined;
}

/** What is said of a key that others read otherwise than Node does; undefined when nobody does. */
export function misreadWarning(key: string, readers: readonly EnvReader[]): string | undefined {
  if (readers.length === 0) return undefined;
  return `${readers.join(' and ')} would read ${key} in .env otherwise than the app does, because of its quotes, $ or backslashes. Choose a value without them, or give it to them by other means.`;
}
