import { encodeEnvValue } from '../env-file.ts';

/** Writes a value for the place it lands in: a template never holds a bare `{{value}}`. */
const HELPERS = {
  /** A JavaScript or TypeScript string literal. */
  js: quoteJavaScript,
  /** A JSON value; a string brings its quotes. */
  json: (value: unknown) => JSON.stringify(value),
  /** The value of a line in an `.env` file. */
  env: (value: unknown) => encodeEnvValue(String(value)),
  /** A YAML scalar: every JSON string is one (YAML 1.2). */
  yaml: (value: unknown) => JSON.stringify(value),
  /** A code span in Markdown, whatever backticks the value holds (CommonMark 6.1). */
  md: quoteMarkdown,
};

export type Helper = keyof typeof HELPERS;
export const HELPER_NAMES = Object.keys(HELPERS);

/** What the build has made of a file of a layer (build/templates.ts): its text, or the parts of one that varies. */
export type Template = string | readonly Part[];

/** A text, a value by the helper that writes it (`''`: as it is), or what depends on whether a value is true. */
export type Part =
  | string
  | readonly [helper: Helper | '', key: string, line: number]
  | readonly ['if', key: string, line: number, so: readonly Part[], otherwise: readonly Part[]];

/**
 * Renders one template.
 *
 * @param name the template's path, for the message
 * @throws Error that names the template and the line when a value is missing
 */
export function renderTemplate(name: string, template: Template, context: object): string {
  if (typeof template === 'string') return template;
  const values = new Map(Object.entries(context));
  const find = (key: string, line: number) => {
    const value: unknown = values.get(key);
    if (value === undefined) throw new Error(`${name}:${line}: there is no value for ${key}`);
    return value;
  };
  const write = (parts: readonly Part[]): string => parts.map(writePart).join('');
  const writePart = (part: Part): string => {
    if (typeof part === 'string') return part;
    const value = find(part[1], part[2]);
    if (part[0] === 'if') return write(value ? part[3] : part[4]);
    return part[0] === '' ? String(value) : HELPERS[part[0]](value);
  };
  return write(template);
}

function quoteJavaScript(value: unknown): string {
  const json = JSON.stringify(value);
  if (typeof value !== 'string') return json;
  // Single quotes, as a formatter would have them, unless the value holds some.
  if (value.includes("'") && !value.includes('"')) return json;
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A code span; as HTML where a span in a table would end early or lose blanks (CommonMark 6.1, GFM 4.10). */
function quoteMarkdown(value: unknown): string {
  const text = String(value);
  if (!/[|\\`]|^ | $/.test(text)) return `\`${text}\``;
  const references = text.replace(/[^\p{L}\p{N}]/gu, (one) => `&#${one.codePointAt(0)};`);
  return `<code>${references}</code>`;
}
