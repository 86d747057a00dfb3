import fc from 'fast-check';

/** Node 20 has an older reader: it knows no tabs, and no blanks at the start of a line or alone in one. */
export const IS_NODE_20 = process.versions.node.startsWith('20.');

function onlyLater<Value>(...values: Value[]): Value[] {
  return IS_NODE_20 ? [] : values;
}

const blanks = fc.constantFrom('', '', ' ', '  ', ...onlyLater('\t', ' \t'));
const indent = fc.constantFrom('', ...onlyLater(' ', '\t'));

const piecesOf = (...pieces: string[]) =>
  fc.array(fc.constantFrom(...pieces), { maxLength: 5 }).map((parts) => parts.join(''));
const plain = piecesOf(
  'a',
  'word',
  ' ',
  '=',
  '\\n',
  '\\',
  '$',
  'KEY',
  ',',
  "it's",
  'say"hi"',
  ':/@',
)
  .map((text) => text.trim())
  .filter((text) => !/^["'`]/.test(text));
const quoted = fc
  .tuple(
    fc.constantFrom('"', "'", '`'),
    piecesOf('a', 'word', ' ', '#', '=', '\\n', '\\', '$', 'KEY=', '"', "'", '`', '\n', ','),
  )
  .map(([quote, inside]) => quote + inside.replaceAll(quote, '') + quote);

const setting = fc
  .record({
    indent,
    word: fc.constantFrom('', '', 'export '),
    key: fc.constantFrom('FIRST', 'SECOND_2', 'THIRD', 'constructor', 'toString'),
    before: blanks,
    after: blanks,
    value: fc.oneof(quoted, plain),
    tail: fc.constantFrom('', '', ' ', ' # why', '# why', ' # it\'s "x" = 1'),
  })
  .map((parts) => {
    const { word, key, before, after, value, tail } = parts;
    // Of a key without a value, and with blanks, each version of Node makes something else.
    if (value === '') return `${parts.indent}${key}${before}=`;
    return `${parts.indent}${word}${key}${before}=${after}${value}${tail}`;
  });

const other = fc.constantFrom(
  ...['', '# comment', '# FIRST=commented', "# it's"],
  ...onlyLater('  ', '\t', '  # indented', 'junk', 'two words'),
);

/** `.env` files as owners have them: all that Node's documentation names, on which its versions agree. */
export const envText: fc.Arbitrary<string> = fc
  .record({
    lines: fc.array(fc.oneof({ weight: 3, arbitrary: setting }, other), { maxLength: 6 }),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    endsInLine: fc.boolean(),
  })
  .map(({ lines, lineEnd, endsInLine }) => {
    const text = lines.join('\n').replaceAll('\n', lineEnd);
    const last = lines.at(-1) ?? '';
    // Of the last line Node 20 needs the end when there is a comment or another equals sign in it.
    const isSimple = !last.includes('#') && last.split('=').length < 3;
    return !isSimple || endsInLine ? text + lineEnd : text;
  });

/** Pieces of such files, put together in any way. */
export const anyEnvText: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      ...['A', 'B', '=', '"', "'", '`', '\n', '\r\n', '\r', ' ', '\t', '#', 'export ', '\\n', '\\'],
      ...['A=', '\nB="', "\nA='", '\uFEFF', '\0', '\u2028', '\ud83d', 'é', '$', '.', '-'],
    ),
    { maxLength: 16 },
  )
  .map((pieces) => pieces.join(''));
