import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EnvFile, encodeEnvValue, envValueFault } from '../src/env-file.ts';
import { Secret } from '../src/secret.ts';
import { readLikeCompose } from './bed/compose-env.ts';
import { sampleSize } from './bed/sample.ts';
import { anyText } from './choices/hostile-values.ts';
import { anyEnvText, envText, IS_NODE_20 } from './env-texts.ts';

test.each([
  ['', ''],
  ['plain-1.0', 'plain-1.0'],
  ['mongodb://h:1,g:2/d', 'mongodb://h:1,g:2/d'],
  ['a=b', 'a=b'],
  ['two words', "'two words'"],
  ['# no comment', "'# no comment'"],
  ['$HOME', "'$HOME'"],
  ['C:\\new', "'C:\\new'"],
  ['say "hi"', '\'say "hi"\''],
  ["it's", '"it\'s"'],
  ["it's a `b`", '"it\'s a `b`"'],
  // Compose would look for variables between double quotes, and knows no others.
  ["it's $5", '"it\'s $5"'],
  ["it's $HOME", '"it\'s $HOME"'],
  // Node would make a line feed between double quotes.
  ["it's C:\\new", "it's C:\\new"],
  // No quotes hold all kinds of them.
  ['a\'"`', 'a\'"`'],
  ['"it\'s"', '`"it\'s"`'],
  ['two\nlines', "'two\nlines'"],
])('writes %j as %s', (value, written) => {
  expect(envValueFault(value)).toBeUndefined();
  expect(encodeEnvValue(value)).toBe(written);
});

test.each([
  ['\'"`', /quotes/],
  // Between double quotes Node would make a line feed of it.
  ["'`\\n", /quotes/],
  ['a # \'"`', /quotes/],
  [' a\'"`', /quotes/],
  ['a\0b', /NUL/],
  ['a\rb', /carriage return/],
  ['\ud83d', /Unicode/],
])('refuses %j, which no quotes can hold', (value, reason) => {
  expect(envValueFault(value)).toMatch(reason);
});

test('throws rather than writing a value that would read back otherwise', () => {
  expect(() => encodeEnvValue('\'"`')).toThrow();
});

const fill = (value: string) => EnvFile.fill('A=\n', new Map([['A', new Secret(value)]]));

test.each([
  ['two words', []],
  ["it's", []],
  ["it's C:\\new", []],
  ['a\'"`', []],
  ["it's $HOME", ['Docker Compose']],
  ['"it\'s"', ['Docker Compose']],
  ['two words\\', []],
  ['two # words\\', ['Docker Compose']],
  ["it's `a` # \\r", ['dotenv', 'Docker Compose']],
])('knows who reads %j otherwise', (value, readers) => {
  expect(fill(value).misreadersOf('A')).toEqual(readers);
});

test('Docker Compose reads every value as it is, but where that is known', () => {
  const count = { alike: 0, other: 0 };
  fc.assert(
    fc.property(anyText, (value) => {
      if (envValueFault(value) !== undefined) return;
      const file = fill(value);
      const isAlike = composeReads(`X=1\n${file.reveal()}Y='2'\nZ="3"\n`) === value;
      expect(isAlike).toBe(!file.misreadersOf('A').includes('Docker Compose'));
      count[isAlike ? 'alike' : 'other'] += 1;
    }),
    { numRuns: 6_000 },
  );
  expect(count.other).toBeGreaterThan(20);
  expect(count.alike).toBeGreaterThan(10 * count.other);
});

test('where one form is read alike by all, another is not taken', () => {
  fc.assert(
    fc.property(anyText, (value) => {
      if (envValueFault(value) !== undefined) return;
      // Of blanks at an end each reader has an idea of its own.
      if (value !== value.trim()) return;
      if (!fill(value).misreadersOf('A').includes('Docker Compose')) return;
      const forms = ['', "'", '"'].map(
        (quote) => `A=${quote}${value}${quote}\nX=\`1\`\nY='2'\nZ="3"\n`,
      );
      const alike = forms.filter((text) => {
        const read = parseEnv(text);
        return read.A === value && read.X === '1' && composeReads(text) === value;
      });
      expect(alike).toEqual([]);
    }),
    { numRuns: 6_000 },
  );
});

function composeReads(text: string): string | undefined {
  try {
    return readLikeCompose(text).A;
  } catch {
    return undefined;
  }
}

describe.each([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
])('in a file with %s', (_name, lineEnd) => {
  test('every value without a fault reads back identical beside its neighbours', () => {
    const numRuns = sampleSize('values of .env', 3_000);
    let read = 0;
    let refused = 0;
    const lines = fc.array(anyText, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(lines, fc.boolean(), (texts, endsInLine) => {
        const values = texts.filter((text) => envValueFault(text) === undefined);
        read += values.length;
        refused += texts.length - values.length;
        const written = values.map((value, index) => `KEY_${index}=${encodeEnvValue(value)}`);
        const text = ['# comment', 'FIRST=1', ...written, 'LAST=1'].join(lineEnd);
        const keys = values.map((value, index) => [`KEY_${index}`, value]);
        const expected = { FIRST: '1', ...Object.fromEntries(keys), LAST: '1' };
        expect({ ...parseEnv(text + (endsInLine ? lineEnd : '')) }).toEqual(expected);
      }),
      { numRuns },
    );
    expect(read).toBeGreaterThan(refused);
    expect(refused).toBeGreaterThan(numRuns / 30);
  });
});

describe('an .env file', () => {
  const TEMPLATE = '# Read by Node.\nURI=\n\nPLAIN=x\n# HOST=\nSECRET=\n';
  const secrets = new Map([
    ['URI', new Secret('mongodb://u:p@h/')],
    ['SECRET', new Secret("it's one")],
  ]);

  test('gets its secrets only when it is written', () => {
    const file = EnvFile.fill(TEMPLATE, secrets);
    expect(file.reveal()).toBe(
      '# Read by Node.\nURI=mongodb://u:p@h/\n\nPLAIN=x\n# HOST=\nSECRET="it\'s one"\n',
    );
    expect(file.redacted()).toBe(
      '# Read by Node.\nURI=[secret]\n\nPLAIN=x\n# HOST=\nSECRET=[secret]\n',
    );
    expect(file.keys()).toEqual(['URI', 'PLAIN', 'SECRET']);
  });

  test('refuses a secret without a line, and a line without a secret', () => {
    expect(() => EnvFile.fill('URI=\n', secrets)).toThrow('SECRET');
    expect(() => EnvFile.fill('OTHER=\n', new Map())).toThrow('OTHER');
  });
});

/** What Node reads, in the order of the keys. */
function readByNode(text: string): [string, string | undefined][] {
  return Object.entries(parseEnv(text)).sort();
}

function readByUs(file: EnvFile): [string, string | undefined][] {
  const keys = [...new Set(file.keys())];
  return keys.map((key): [string, string | undefined] => [key, file.get(key)?.reveal()]).sort();
}

describe("an owner's .env file", () => {
  const numRuns = sampleSize("owners' .env files", 3_000);

  test('is kept byte for byte, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(anyEnvText, envText, anyText), (text) => {
        expect(EnvFile.parse(text).reveal()).toBe(text);
      }),
      { numRuns: 2 * numRuns },
    );
  });

  test('is read like Node reads it', () => {
    let keys = 0;
    fc.assert(
      fc.property(envText, (text) => {
        const read = readByUs(EnvFile.parse(text));
        keys += read.length;
        expect(read).toEqual(readByNode(text));
      }),
      { numRuns },
    );
    expect(keys).toBeGreaterThan(numRuns);
  });

  // Node 20 puts these blanks into the keys and values; we read what its successors do.
  test.each([
    ['\tA=1\n', 'A', '1'],
    ['A\t=\t1\n', 'A', '1'],
    ['  \nA=1\n', 'A', '1'],
    ['  # note\nA=1\n', 'A', '1'],
    ['junk\nA=1\n', 'A', '1'],
    ['A=1 # why', 'A', '1'],
    ['A=b=', 'A', 'b='],
    ["A='open", 'A', "'open"],
  ])('%j is read like later versions than Node 20 do', (text, key, value) => {
    expect(readByUs(EnvFile.parse(text))).toEqual([[key, value]]);
    if (!IS_NODE_20) expect(readByNode(text)).toEqual([[key, value]]);
  });

  test.each([
    ['A=1\nA=2\n', '2'],
    ["export A='1'\n", '1'],
    ['A="1\\n2" # why\n', '1\n2'],
    ["A='1\\n2'\n", '1\\n2'],
    ['A=`"1" it\'s`\n', '"1" it\'s'],
    ['A="1\n# 2\nB=3"\n', '1\n# 2\nB=3'],
    ['A=1#2\n', '1'],
    ['A="1#2"\n', '1#2'],
    ['A=1\r\nB=2\r\n', '1'],
    ['A="1\r\n2"\r\n', '1\n2'],
    ['A=1', '1'],
    ['A=\n', ''],
  ])('%j holds %j', (text, value) => {
    expect(EnvFile.parse(text).get('A')?.reveal()).toBe(value);
    expect(parseEnv(text).A).toBe(value);
  });

  test('shows no value of it', () => {
    const shown = EnvFile.parse('# canary\nA=canary\nB="canary\ncanary" # canary\n').redacted();
    expect(shown).toBe('A=[secret]\nB=[secret]\n');
  });

  const ourValue = fc.constantFrom('plain', 'two words', "it's", '#1', 'a\nb', 'x=y?z&$1', '"`');

  test('gets another value where the key stands, and nothing else changes', () => {
    let changed = 0;
    fc.assert(
      fc.property(envText, ourValue, fc.nat(5), (text, value, at) => {
        const file = EnvFile.parse(text);
        const key = file.keys()[at];
        if (key === undefined) return;
        changed += 1;
        const result = file.with(key, new Secret(value)).reveal();
        const others = readByNode(text).filter(([name]) => name !== key);
        expect(readByNode(result)).toEqual([...others, [key, value]].sort());
        const written = 2 * (file.get(key)?.reveal() ?? '').length + 2;
        expect(replacedIn(text, result)).toBeLessThanOrEqual(written);
      }),
      { numRuns },
    );
    expect(changed).toBeGreaterThan(numRuns / 3);
  });

  test('gets a new key at its end, under its comments', () => {
    fc.assert(
      fc.property(envText, ourValue, (text, value) => {
        const result = EnvFile.parse(text).add('NEW', new Secret(value), ['# new']).reveal();
        expect(result.startsWith(text)).toBe(true);
        expect(readByNode(result)).toEqual([...readByNode(text), ['NEW', value]].sort());
        const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
        expect(result).toContain(`# new${lineEnd}NEW=`);
        expect(result.endsWith(lineEnd)).toBe(true);
      }),
      { numRuns },
    );
  });

  test('gets comments of all lines that set a key, in which nothing is lost', () => {
    fc.assert(
      fc.property(envText, fc.nat(5), (text, at) => {
        const file = EnvFile.parse(text);
        const key = file.keys()[at];
        if (key === undefined) return;
        const result = file.commentOut(key, 'unused').reveal();
        const others = readByUs(file).filter(([name]) => name !== key);
        expect(readByUs(EnvFile.parse(result))).toEqual(others);
        if (result.endsWith('\n')) expect(readByNode(result)).toEqual(others);
        const bare = (line: string) => line.replace(/ {2}# unused$/, '').trimStart();
        const before = text.split(/\r?\n/).map((line) => line.trimStart());
        const after = result.split(/\r?\n/).map(bare);
        const asBefore = after.map((line, index) =>
          line === before[index] ? line : line.replace(/^# /, ''),
        );
        expect(asBefore.map((line) => line.trim())).toEqual(before.map((line) => line.trim()));
      }),
      { numRuns },
    );
  });

  test('keeps what stands behind quotes out of a new value', () => {
    const file = EnvFile.parse('A="old"loose # why\nB=1\n');
    const result = file.with('A', new Secret('new')).reveal();
    expect(result).toBe('A=new # loose # why\nB=1\n');
  });

  test('keeps the comment of a line that becomes one', () => {
    const file = EnvFile.parse('  A="1\n2" # mine\nB=1\n');
    expect(file.commentOut('A', 'unused').reveal()).toBe('# A="1\n# 2" # mine  # unused\nB=1\n');
  });
});

/** How many characters of a text another one lacks, between the start and the end that both have. */
function replacedIn(text: string, other: string): number {
  const shorter = Math.min(text.length, other.length);
  let start = 0;
  while (start < shorter && text[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && text.at(-1 - end) === other.at(-1 - end)) end += 1;
  return text.length - start - end;
}
