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

/** What needs no quotes, for Node and for a shell that sources the file. */
const PLAIN = /^[\w./:@%+,=-]+$/;

/**
 * Writes a value so that Node's `--env-file` reads it back identically. Within single quotes and
 * backticks everything stands for itself; within double quotes Node turns `\n` into a line feed.
 *
 * @throws when no kind of quotes can hold the value; `envValueFault` tells beforehand
 */
export function encodeEnvValue(value: string): string {
  if (value === '' || PLAIN.test(value)) return value;
  const quote = quoteFor(value);
  if (quote === undefined) throw new Error('a value that an .env file cannot hold');
  return `${quote}${value}${quote}`;
}

/** Why an `.env` file cannot hold this value, or undefined when it can. */
export function envValueFault(value: string): string | undefined {
  if (value.includes('\0')) return 'it holds a NUL character';
  if (value.includes('\r')) return 'it holds a carriage return';
  if (!value.isWellFormed()) return 'it is not well-formed Unicode';
  if (PLAIN.test(value) || value === '' || quoteFor(value)) return undefined;
  return 'an .env file cannot hold this mix of quotes';
}

function quoteFor(value: string): string | undefined {
  if (!value.includes("'")) return "'";
  if (!value.includes('`')) return '`';
  if (!value.includes('"') && !value.includes('\\n')) return '"';
  return undefined;
}
