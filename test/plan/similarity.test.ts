import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { LEAST_SIMILARITY, piecesOf, similarity } from '../../src/plan/similarity.ts';
import { newFolder } from '../bed/folder.ts';
import { sampleSize } from '../bed/sample.ts';

const similarityOf = (a: string, b: string) => similarity(piecesOf(a), piecesOf(b));

describe('two texts', () => {
  const long = 'x'.repeat(64);
  test.each<[what: string, a: string, b: string, similarity: number]>([
    ['that are equal', 'a\nb\n', 'a\nb\n', 1],
    ['whose lines stand in another order', 'a\nb\n', 'b\na\n', 1],
    ['of which one holds the other twice', 'a\nb\n', 'a\nb\na\nb\n', 0.5],
    ['that share a line of two', 'a\nb\n', 'a\nc\n', 0.5],
    ['that share a line of three', 'a\nb\nc\n', 'a\nd\ne\n', 1 / 3],
    ['that share nothing', 'a\n', 'b\n', 0],
    ['of which one is empty', '', 'a\n', 0],
    ['that are both empty', '', '', 0],
    ['of which one is more than twice as long', 'a\n', 'a\nb\nc\n', 0],
    ['that differ behind 64 bytes of a line', `${long}a\n`, `${long}b\n`, 64 / 66],
    ['that differ before 64 bytes of a line', `a${long}\n`, `b${long}\n`, 2 / 66],
    ['that differ in one of two letters of two bytes', 'é\nü\n', 'é\nö\n', 0.5],
  ])('%s', (_what, a, b, expected) => {
    expect(similarityOf(a, b)).toBeCloseTo(expected, 10);
    expect(similarityOf(b, a)).toBeCloseTo(expected, 10);
  });
});

test('a text of any size is compared in a moment', () => {
  const text = (seed: number) =>
    Array.from({ length: 20_000 }, (_, index) => `line ${index * seed}\n`).join('');
  expect(similarityOf(text(1), text(1))).toBe(1);
  expect(similarityOf(text(2), text(3))).toBeGreaterThan(0.2);
});

test('is what git says of a renamed file', () => {
  const line = fc.oneof(
    fc.constantFrom('', 'import a from "a";', '}', 'é'.repeat(40), 'y'.repeat(150), '__proto__'),
    fc.string({ unit: fc.constantFrom('a', 'b', 'é', '🍵', ' '), maxLength: 90 }),
  );
  const text = fc
    .array(line, { minLength: 1, maxLength: 20 })
    .map((lines) => lines.map((one) => `${one}\n`).join(''));
  // Texts that are like each other: one of them has other lines in some places.
  const pair = fc
    .tuple(text, text, fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([a, b, share]) => {
      const lines = a.split(/(?<=\n)/);
      const kept = lines.slice(0, Math.ceil(lines.length * share)).join('');
      return [a, kept + b.slice(0, Math.round(b.length * (1 - share)))] as const;
    });
  fc.assert(
    fc.property(pair, ([a, b]) => {
      fc.pre(a !== b && b.endsWith('\n'));
      const score = Math.floor(similarityOf(a, b) * 100 + 1e-9);
      const isRename = score >= LEAST_SIMILARITY * 100;
      expect(gitSimilarity(a, b)).toBe(isRename ? score : undefined);
    }),
    { numRuns: sampleSize('texts that git compares', 500) },
  );
});

/** In per cent, or undefined when git takes the two for two files. */
function gitSimilarity(a: string, b: string): number | undefined {
  const folder = newFolder();
  try {
    for (const [side, text] of [
      ['old', a],
      ['new', b],
    ] as const) {
      mkdirSync(join(folder, side));
      writeFileSync(join(folder, side, `${side}.txt`), text);
    }
    const args = ['diff', '--no-index', '--find-renames=50%', '--name-status', 'old', 'new'];
    const { stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
    const found = /^R(\d+)/.exec(stdout)?.[1];
    return found === undefined ? undefined : Number(found);
  } finally {
    fs.removeSync(folder);
  }
}
