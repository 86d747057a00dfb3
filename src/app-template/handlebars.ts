import Handlebars from 'handlebars';
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

export const HELPER_NAMES = Object.keys(HELPERS);

/** What Handlebars has made of a template when the package was built (build/templates.ts). */
export type CompiledTemplate = TemplateSpecification;

const runtime = Handlebars.create();
for (const [helper, write] of Object.entries(HELPERS)) {
  runtime.registerHelper(helper, (value: unknown, options: Handlebars.HelperOptions & At) => {
    if (value === undefined)
      throw new Error(`no value for {{${helper} …}} - ${options.loc.start.line}`);
    return write(value);
  });
}

/**
 * Renders one template.
 *
 * @param name the template's path, for the message
 * @throws Error that names the template and the line when a value is missing or unknown
 */
export function renderTemplate(name: string, template: CompiledTemplate, context: object): string {
  try {
    return runtime.template(template)(context, { allowProtoPropertiesByDefault: false });
  } catch (error) {
    // Handlebars itself ends with the line and the column as well.
    const [, reason, line] = /^(.*) - (\d+)(?::\d+)?$/s.exec((error as Error).message) ?? [];
    throw new Error(line ? `${name}:${line}: ${reason}` : `${name}: ${(error as Error).message}`);
  }
}

interface At {
  loc: { start: { line: number } };
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
