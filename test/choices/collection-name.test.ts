import { expect, test } from 'vitest';
import { checkCollectionName } from '../../src/choices/collection-name.ts';

test.each([
  ...['sessions', 'a', '_', '-', '0', 'a.b', 'a.b.c', 'system', 'systems.x', 'my.system.x'],
  ...[
    "it's",
    'two words',
    'a|b',
    'a\\b',
    'a`b',
    '#',
    'é',
    '日本',
    '😀',
    '\u2028',
    '__proto__',
    'a\'"`',
  ],
  // A namespace has 255 bytes, of which a database and the dot may take 64.
  ...['x'.repeat(191), `${'é'.repeat(95)}x`],
])('takes %j as a collection', (name) => {
  expect(checkCollectionName(name)).toEqual({ value: name });
});

test.each([
  ['', 'needs a name'],
  ['$cmd', '"$"'],
  ['a$b', '"$"'],
  ['system.users', 'system.'],
  ['system.', 'system.'],
  ['.a', 'dots'],
  ['a.', 'dots'],
  ['a..b', 'dots'],
  ['a\0b', 'control character'],
  ['a\nb', 'control character'],
  ['a\tb', 'control character'],
  ['\u001b[31m', 'control character'],
  ['\u0085', 'control character'],
  ['\ud83d', 'Unicode'],
  ['\'"`', 'quotes'],
  ['x'.repeat(192), '191 bytes'],
  ['é'.repeat(96), '191 bytes'],
])('refuses %j as a collection, and shows a right one', (name, reason) => {
  const checked = checkCollectionName(name);
  expect(checked).toEqual({ reason: expect.stringContaining(reason) });
  expect(checked).toEqual({ reason: expect.stringContaining('"sessions"') });
});
