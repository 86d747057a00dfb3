import fc, { type Arbitrary } from 'fast-check';

/** Stands in every generated password, user and secret: no reason and no view may quote it. */
export const CANARY = 'canary4711';

/** What a parser of one of our files, a shell, Markdown or Handlebars takes for more than itself. */
const PRINTABLE = [
  ...['"', "'", '`', '"\'', "`'", '\\', '\\n', '\\u0041', '\\"', '|', '\\|', '#', ' # x', '$'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's variable, and GitHub's
  ...['$$', '${HOME}', '$(id)', '&', '&amp;', '{{name}}', '{{{', '}}', '${{ github.ref }}', '<!--'],
  ...['</script>', '*/', '//', '%41', '%', ' ', '  ', ': ', '- ', '---', '!!str ', '*', '@', ','],
  ...['[', ']', '=', 'A=1', '?', '__proto__', 'constructor', 'é', 'e\u0301', '日本', '👩‍💻'],
  ...['\u00a0', '\u2028', '\u2029', '\ufeff', '\ufffe'],
];

/** What a value may hardly ever hold. */
const ILLEGAL = [
  ...['\n', '\r', '\r\n', '\t', '\0', '\u001b[31m', '\u007f', '\u0085', '\ud83d', '\ude00'],
  ...['system.', '..', 'x'.repeat(300)],
];

const printable = fc.constantFrom(...PRINTABLE);
const wild = fc.oneof(printable, fc.constantFrom(...ILLEGAL), fc.string({ unit: 'binary' }));

/** Texts made of legal pieces and of hostile ones; about one in four holds what is never legal. */
function textOf(...legal: string[]): Arbitrary<string> {
  const pieces = (hostile: Arbitrary<string>) =>
    fc
      .array(fc.oneof(fc.constantFrom(...legal), hostile), { minLength: 1, maxLength: 7 })
      .map((all) => all.join(''));
  return fc.oneof(
    { arbitrary: pieces(printable), weight: 3 },
    { arbitrary: pieces(wild), weight: 1 },
  );
}

export const anyText = textOf('a', 'B', '0');
export const folderName = textOf('my', '-', 'app', ' ', '.', '_', 'Café');
export const collectionName = textOf('sessions', 'a', '.', '_', '-', '0');

export const secretFile = fc
  .tuple(fc.constantFrom('/', '/run/secrets/', 'C:\\', '\\\\host\\share\\', '', './'), anyText)
  .map(([root, rest]) => root + rest);

export const sessionSecret = fc
  .tuple(anyText, fc.constantFrom('', 'x'.repeat(22), 'é'.repeat(20)), anyText)
  .map(([before, filling, after]) => before + CANARY + filling + after);

/** Now and then as it is, mostly encoded as it should be. */
const credential = fc
  .tuple(anyText, fc.nat(7))
  .map(([text, raw]) => CANARY + (raw === 0 || !text.isWellFormed() ? text : encode(text)));

/** `encodeURIComponent` leaves quotes of one kind as they are, as a careful person would not. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("'", '%27');
}

const host = fc.oneof(
  { arbitrary: fc.constantFrom('localhost', '127.0.0.1:27017', '[::1]:27018'), weight: 16 },
  { arbitrary: fc.constantFrom('mongo', '%2Ftmp%2Fmongodb-27017.sock', 'h:0', 'h:'), weight: 2 },
  { arbitrary: anyText, weight: 1 },
);

/** Most take any text; a text that is none of the driver's values is illegal for the others. */
const optionName = fc.oneof(
  { arbitrary: fc.constantFrom('w', 'appName', 'authSource', 'replicaSet'), weight: 24 },
  { arbitrary: fc.constantFrom('tls', 'proxyPassword', '&', '?'), weight: 1 },
);

const option = fc
  .tuple(optionName, anyText)
  .map(([name, text]) => `${name}=${text.isWellFormed() ? encode(text) : text}`);

const options = fc.uniqueArray(option, {
  maxLength: 3,
  selector: (text) => text.slice(0, text.indexOf('=')),
});

export const mongoUri = fc
  .record({
    scheme: fc.oneof(
      { arbitrary: fc.constant('mongodb://'), weight: 16 },
      { arbitrary: fc.constantFrom('mongodb+srv://', 'mongo://', ''), weight: 1 },
    ),
    user: fc.option(fc.tuple(credential, fc.option(credential))),
    hosts: fc.array(host, { minLength: 1, maxLength: 3 }),
    database: fc.oneof(
      { arbitrary: fc.constantFrom('my-app', 'shop', 'd%C3%A9j%C3%A0', ''), weight: 8 },
      { arbitrary: fc.option(anyText), weight: 1 },
    ),
    options,
  })
  .map(({ scheme, user, hosts, database, options }) => {
    const [name, password] = user ?? [];
    const login = name === undefined ? '' : `${name}${password ? `:${password}` : ''}@`;
    const path = database === null ? '' : `/${database}`;
    const query = options.length > 0 ? `?${options.join('&')}` : '';
    return `${scheme}${login}${hosts.join(',')}${path}${query}`;
  });
