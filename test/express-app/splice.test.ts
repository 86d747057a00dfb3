import { expect, test } from 'vitest';
import { splice } from '../../src/express-app/splice.ts';

const insert = (start: number, text: string) => ({ start, end: start, text });

test('splices are written in the order of their positions, whatever order they come in', () => {
  const splices = [insert(6, '!'), { start: 0, end: 3, text: 'ONE' }, insert(4, 'and ')];
  expect(splice('one two', splices)).toBe('ONE and tw!o');
});

test('of several at one position the insertions come first, in the order given', () => {
  const splices = [{ start: 1, end: 2, text: 'B' }, insert(1, '1'), insert(1, '2')];
  expect(splice('abc', splices)).toBe('a12Bc');
});

test('what is put in right behind a replaced part stands behind it', () => {
  expect(splice('abc', [insert(2, '!'), { start: 1, end: 2, text: 'B' }])).toBe('aB!c');
});

test('two that overlap are a fault', () => {
  const splices = [
    { start: 0, end: 2, text: 'x' },
    { start: 1, end: 3, text: 'y' },
  ];
  expect(() => splice('abc', splices)).toThrow('overlap');
});
