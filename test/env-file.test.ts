import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EnvFile, encodeEnvValue, envValueFault } from '../src/env-file.ts';
import { Secret } from '../src/secret.ts';
import { anyText } from './choices/hostile-values.ts';

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
  ["it's", "`it's`"],
  ["it's a `b`", '"it\'s a `b`"'],
  ['two\nlines', "'two\nlines'"],
])('writes %j as %s', (value, written) => {
  expect(envValueFault(value)).toBeUndefined();
  expect(encodeEnvValue(value)).toBe(written);
});

test.each([
  ['\'"`', /quotes/],
  // Between double quotes Node would make a line feed of it.
  ["'`\\n", /quotes/],
  ['a\0b', /NUL/],
  ['a\rb', /carriage return/],
  ['\ud83d', /Unicode/],
])('refuses %j, which no quotes can hold', (value, reason) => {
  expect(envValueFault(value)).toMatch(reason);
});

test('throws rather than writing a value that would read back otherwise', () => {
  expect(() => encodeEnvValue('\'"`')).toThrow();
});

describe.each([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
])('in a file with %s', (_name, lineEnd) => {
  test('every value without a fault reads back identical beside its neighbours', () => {
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
      { numRuns: 3_000 },
    );
    expect(read).toBeGreaterThan(refused);
    expect(refused).toBeGreaterThan(100);
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
      "# Read by Node.\nURI=mongodb://u:p@h/\n\nPLAIN=x\n# HOST=\nSECRET=`it's one`\n",
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
