import { describe, expect, test } from 'vitest';
import { checkSecretFile, checkSessionSecret } from '../../src/choices/secret-source.ts';
import { Secret } from '../../src/secret.ts';

const GOOD = 'q'.repeat(32);

describe('a supplied secret', () => {
  test.each([
    GOOD,
    'é'.repeat(16),
    `${GOOD} with blanks`,
    `${GOOD}'"`,
    `${GOOD}'"\``,
    `${GOOD}#$\\n{{x}}`,
    '/'.repeat(400),
  ])('%j is taken', (secret) => {
    const checked = checkSessionSecret(secret);
    expect('value' in checked && checked.value).toBeInstanceOf(Secret);
    expect('value' in checked && checked.value.reveal()).toBe(secret);
  });

  test.each([
    ['', '32 bytes'],
    ['q'.repeat(31), '32 bytes'],
    [`${GOOD},${GOOD}`, 'comma'],
    [`${GOOD}\n${GOOD}`, 'line end'],
    [`${GOOD}\n`, 'line end'],
    [`${GOOD}\r`, 'line end'],
    [` ${GOOD}`, 'blank'],
    [`${GOOD}\t`, 'blank'],
    [`${GOOD}\ufeff`, 'blank'],
    [`${GOOD}\0`, 'NUL'],
    [`${GOOD}\ud83d`, 'Unicode'],
    [`${GOOD}#'"\``, 'quotes'],
  ])('%j is refused without being quoted', (secret, reason) => {
    const checked = checkSessionSecret(secret);
    expect(checked).toEqual({ reason: expect.stringContaining(reason) });
    expect(checked).toEqual({ reason: expect.stringContaining('openssl rand') });
    expect(checked).not.toEqual({ reason: expect.stringContaining('qqqq') });
  });
});

describe("a secret's file", () => {
  test.each([
    ...[
      '/run/secrets/session_secret',
      '/a b',
      "/it's",
      '/$HOME/x',
      '/é/😀',
      '/a\\b',
      '/a/../b',
      '/\'"`',
    ],
    ...['C:\\secrets\\session', 'C:/secrets/session', '\\\\server\\share\\secret'],
  ])('%j is taken', (path) => {
    expect(checkSecretFile(path)).toEqual({ value: path });
  });

  test.each([
    ['', 'absolute'],
    ['secret', 'absolute'],
    ['./secret', 'absolute'],
    ['../secret', 'absolute'],
    ['~/secret', 'absolute'],
    ['C:secret', 'absolute'],
    ['/', 'name a file'],
    ['/run/secrets/', 'name a file'],
    ['C:\\secrets\\', 'name a file'],
    ['/a\nb', 'control character'],
    ['/a\0', 'control character'],
    ['/\ud83d', 'Unicode'],
    ['/#\'"`', 'quotes'],
  ])('%j is refused, with a right one', (path, reason) => {
    const checked = checkSecretFile(path);
    expect(checked).toEqual({ reason: expect.stringContaining(reason) });
    expect(checked).toEqual({ reason: expect.stringContaining('/run/secrets/session_secret') });
  });
});
