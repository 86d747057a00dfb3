import type { Secret } from './secret.ts';

/** A line that is shown as it is (a comment, a plain setting), or a key with a secret value. */
type EnvLine = string | { key: string; value: Secret };

/** An `.env` file: never text until `apply` turns it into bytes. */
export class EnvFile {
  readonly #lines: readonly EnvLine[];

  private constructor(lines: readonly EnvLine[]) {
    this.#lines = lines;
  }

  /**
   * @param text a rendered `.env` template, in which a secret's line ends after the equals sign
   * @param secrets values by key, one for each such line
   * @throws when a line has no secret, or a secret no line
   */
  static fill(text: string, secrets: ReadonlyMap<string, Secret>): EnvFile {
    const missing = new Set(secrets.keys());
    const lines = text.split('\n').map((line) => {
      const key = /^([A-Z][A-Z0-9_]*)=$/.exec(line)?.[1];
      if (key === undefined) return line;
      const value = secrets.get(key);
      if (value === undefined) throw new Error(`.env: no value for ${key}`);
      missing.delete(key);
      return { key, value };
    });
    if (missing.size > 0) throw new Error(`.env: no line for ${[...missing].join(', ')}`);
    return new EnvFile(lines);
  }

  /** The names of the keys in it, in their order. */
  keys(): string[] {
    return this.#lines.flatMap((line) => {
      const key = typeof line === 'string' ? /^([A-Za-z_]\w*)=/.exec(line)?.[1] : line.key;
      return key === undefined ? [] : [key];
    });
  }

  /** What is written to the disk: the one way out of a Secret into a file. */
  reveal(): string {
    return this.#lines
      .map((line) =>
        typeof line === 'string' ? line : `${line.key}=${encodeEnvValue(line.value.reveal())}`,
      )
      .join('\n');
  }

  /** The same with `[secret]` for each secret, for `--diff`. */
  redacted(): string {
    return this.#lines
      .map((line) => (typeof line === 'string' ? line : `${line.key}=${line.value}`))
      .join('\n');
  }
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
