/**
 * Reads an `.env` file as Docker Compose does, where no variable is set but those of the file. After dotenv/parser.go
 * and template/template.go of compose-go 2, step by step, so that both can be held side by side.
 *
 * @throws where Compose ends with an error
 */
export function readLikeCompose(text: string): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  let rest = statementStart(text);
  while (rest !== '') {
    const { key, after } = readKey(rest);
    const read = readValue(after, values);
    values[key] = read.value;
    rest = statementStart(read.rest);
  }
  return values;
}

/** `unicode.IsSpace`. */
const SPACE =
  '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
/** `isSpace`: those in a line. */
const BLANKS = /^[\t\v\f\r \u0085\u00a0]+/;

function statementStart(text: string): string {
  const start = text.replace(new RegExp(`^${SPACE}+`), '');
  if (!start.startsWith('#')) return start;
  const end = start.indexOf('\n');
  return end === -1 ? '' : statementStart(start.slice(end));
}

function readKey(text: string): { key: string; after: string } {
  const match = /^(?:export\s+)?([\p{L}\p{N}_.\-[\]\t ]*?)[=:]/u.exec(text);
  if (!match) throw new Error('unexpected character in variable name');
  return { key: (match[1] ?? '').trim(), after: text.slice(match[0].length).replace(BLANKS, '') };
}

function readValue(text: string, values: Record<string, string>) {
  const quote = text.charAt(0);
  if (quote !== '"' && quote !== "'") {
    const end = text.indexOf('\n');
    const [line, rest] = end === -1 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
    const bare = (line.split(' #', 1)[0] ?? '').replace(new RegExp(`${SPACE}+$`), '');
    return { value: expandVariables(bare, values), rest };
  }
  let isEscape = false;
  let value = '';
  for (let at = 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char !== quote) {
      if (!isEscape && char === '\\') {
        isEscape = true;
        continue;
      }
      value += isEscape ? `\\${char}` : char;
      isEscape = false;
      continue;
    }
    if (isEscape) {
      isEscape = false;
      value += char;
      continue;
    }
    const rest = text.slice(at + 1);
    return { value: quote === '"' ? expandVariables(expandEscapes(value), values) : value, rest };
  }
  throw new Error('unterminated quoted value');
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '"': '"', '\\': '\\' },
  $: '$$',
};

function expandEscapes(text: string): string {
  return text.replace(/\\([abcfnrtv$"\\]|0\d{0,3})/g, (match, code: string) => {
    if (!code.startsWith('0')) return ESCAPES[code] ?? match;
    const octal = code.slice(1);
    return /^[0-7]{3}$/.test(octal) ? String.fromCharCode(Number.parseInt(octal, 8)) : `\\${octal}`;
  });
}

function expandVariables(text: string, values: Record<string, string>): string {
  const pattern = /\$(?:(\$)|([_a-z][_a-z0-9]*)|\{(?:([_a-z][_a-z0-9]*)(?::?[-+?].*)?\}|()))/giu;
  return text.replace(pattern, (_match, dollar, named, braced) => {
    if (dollar) return '$';
    if (named || braced) return values[named ?? braced] ?? '';
    throw new Error('Invalid template');
  });
}
