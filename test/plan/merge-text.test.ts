import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  holdsMarkers,
  inStyleOf,
  mergeText,
  normalize,
  type Side,
} from '../../src/plan/merge-text.ts';
import { cliEnvironment } from '../bed/environment.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { sampleSize } from '../bed/sample.ts';
import { anyOwnersText, anyRender, textOf, triple, tripleWithoutRuns } from './edited-texts.ts';

const LABELS = { base: 'as rendered before', theirs: '2.0.0' };
const BOM = '\uFEFF';
const SIDES: Side[] = ['markers', 'ours', 'theirs'];

function merge(base: string, mine: string, theirs: string, side: Side = 'markers') {
  return mergeText(base, mine, theirs, side, LABELS);
}

describe('what is merged without a question', () => {
  const cases: [what: string, base: string, mine: string, theirs: string, result: string][] = [
    ['nothing', '', '', '', ''],
    ['a change of ours', 'a\nb\nc\n', 'a\nb\nc\n', 'a\nB\nc\n', 'a\nB\nc\n'],
    ["a change of the owner's", 'a\nb\nc\n', 'a\nB\nc\n', 'a\nb\nc\n', 'a\nB\nc\n'],
    ['changes with a line between', 'a\nb\nc\n', 'A\nb\nc\n', 'a\nb\nC\n', 'A\nb\nC\n'],
    ['equal changes', 'a\nb\nc\n', 'a\nB\nc\n', 'a\nB\nc\n', 'a\nB\nc\n'],
    ['equal lines added', 'a\n', 'a\nb\n', 'a\nb\n', 'a\nb\n'],
    ['the same line removed', 'a\nb\nc\n', 'a\nc\n', 'a\nc\n', 'a\nc\n'],
    ['equal changes beside another', 'a\nb\nc\n', 'A\nb\nC\n', 'A\nb\nc\n', 'A\nb\nC\n'],
    ['an addition at each end', 'a\nb\n', 'x\na\nb\n', 'a\nb\ny\n', 'x\na\nb\ny\n'],
    ['a removal at each end', 'a\nb\nc\n', 'b\nc\n', 'a\nb\n', 'b\n'],
    ['everything removed by both', 'a\nb\n', '', '', ''],
    ['everything removed by us', 'a\nb\n', 'a\nb\n', '', ''],
    ['a blank line added among blank lines', 'a\n\nb\n', 'a\n\n\nb\n', 'A\n\nb\n', 'A\n\n\nb\n'],
    ['CRLF', 'a\nb\nc\n', 'A\r\nb\r\nc\r\n', 'a\nb\nC\nd\n', 'A\r\nb\r\nC\r\nd\r\n'],
    ['a byte order mark', 'a\nb\nc\n', '\uFEFFa\nb\nC\n', 'A\nb\nc\n', '\uFEFFA\nb\nC\n'],
    ['no final newline', 'a\nb\nc\n', 'A\nb\nc', 'a\nb\nC\n', 'A\nb\nC'],
    ['no final newline, and a line after it', 'a\nb\nc\n', 'A\nb\nc', 'a\nb\nc\nd\n', 'A\nb\nc\nd'],
    ['CRLF and no final newline', 'a\nb\n', 'a\r\nb', 'a\nb\nc\n', 'a\r\nb\r\nc'],
    ['one line without an end', 'a\n', 'a', 'b\n', 'b'],
    [
      'mixed line ends',
      'a\nb\nc\nd\n',
      'a\r\nb\nc\r\nd\r\n',
      'a\nb\nc\nD\ne\n',
      'a\r\nb\nc\r\nD\r\ne\r\n',
    ],
    ['mostly LF', 'a\nb\nc\nd\n', 'a\r\nb\nc\nd\n', 'a\nb\nc\nD\ne\n', 'a\r\nb\nc\nD\ne\n'],
    [
      "markers of a conflict in the owner's file",
      'a\nb\nc\n',
      '<<<<<<< HEAD\na\n=======\nx\n>>>>>>> topic\nb\nc\n',
      'a\nb\nC\n',
      '<<<<<<< HEAD\na\n=======\nx\n>>>>>>> topic\nb\nC\n',
    ],
    ['a carriage return in a line', 'a\nb\nc\n', 'a\rA\nb\nc\n', 'a\nb\nC\n', 'a\rA\nb\nC\n'],
  ];

  test.each(cases)('%s', (_what, base, mine, theirs, result) => {
    for (const side of SIDES)
      expect(merge(base, mine, theirs, side)).toEqual({ text: result, conflicts: 0 });
  });
});

describe('what both sides changed differently', () => {
  const cases: [what: string, base: string, mine: string, theirs: string, places: string[]][] = [
    ['the same line', 'a\nb\nc\n', 'a\nM\nc\n', 'a\nT\nc\n', ['M|b|T']],
    ['adjacent lines', 'a\nb\nc\n', 'M\nb\nc\n', 'a\nT\nc\n', ['M b|a b|a T']],
    ['an addition to one place', 'a\n', 'a\nM\n', 'a\nT\n', ['M||T']],
    ['a removal and a change', 'a\nb\nc\n', 'a\nc\n', 'a\nT\nc\n', ['|b|T']],
    ['an addition beside a removal', 'a\nb\nc\n', 'a\nM\nb\nc\n', 'a\nc\n', ['M b|b|']],
    ['two places', 'a\nb\nc\n', 'M\nb\nM\n', 'T\nb\nT\n', ['M|a|T', 'M|c|T']],
    ['a file that was empty', '', 'M\n', 'T\n', ['M||T']],
    ['a file that the owner emptied', 'a\n', '', 'T\n', ['|a|T']],
    ['a file that we emptied', 'a\n', 'M\n', '', ['M|a|']],
  ];

  test.each(cases)('%s', (_what, base, mine, theirs, places) => {
    const { text, conflicts } = merge(base, mine, theirs);
    expect(conflicts).toBe(places.length);
    expect(placesIn(text)).toEqual(places);
    expect(merge(base, mine, theirs, 'ours').text).toBe(mine);
    expect(merge(base, mine, theirs, 'theirs').text).toBe(theirs);
  });

  test('is shown between markers that say whose is whose', () => {
    expect(merge('a\nb\nc\nd\n', 'a\nM\nc\nd\n', 'a\nT\nc\nD\n').text).toBe(
      'a\n<<<<<<< yours\nM\n||||||| as rendered before\nb\n=======\nT\n' +
        '>>>>>>> create-mongo-session-app 2.0.0\nc\nD\n',
    );
  });

  test('goes to one side place by place, and the rest is merged', () => {
    const texts = ['a\nb\nc\nd\ne\n', 'a\nM\nc\nd\nE\n', 'A\nT\nc\nD\ne\n'] as const;
    const one = ['1\n2\n3\n4\n5\n6\n', '1\nM\n3\n4\n5\nM\n', '1\nT\n3\nT\n5\n6\n'] as const;
    expect(merge(...one, 'ours')).toEqual({ text: '1\nM\n3\nT\n5\nM\n', conflicts: 1 });
    expect(merge(...one, 'theirs')).toEqual({ text: '1\nT\n3\nT\n5\nM\n', conflicts: 1 });
    expect(merge(...texts, 'ours').text).toBe('a\nM\nc\nd\nE\n');
    expect(merge(...texts, 'theirs').text).toBe('A\nT\nc\nD\ne\n');
  });

  test('gets markers in the line ends of the file', () => {
    const { text } = merge('a\nb\nc\n', '\uFEFFa\r\nM\r\nc\r\n', 'a\nT\nc\n');
    expect(text.startsWith('\uFEFFa\r\n<<<<<<< yours\r\nM\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  });
});

test.each([
  ['<<<<<<< yours\n', true],
  ['a\r\n>>>>>>> create-mongo-session-app 1.0.0\r\n', true],
  // A conflict of git's is the owner's own business.
  ['<<<<<<< HEAD\na\n=======\nb\n>>>>>>> topic\n', false],
  ['text about <<<<<<< yours\n', false],
  ['', false],
])('of %j it is known whether our markers stand in it', (text, expected) => {
  expect(holdsMarkers(text)).toBe(expected);
});

describe('whatever the texts are', () => {
  const numRuns = sampleSize('texts to merge', 3_000);

  test("what only we changed is taken, written as the owner's copy is", () => {
    fc.assert(
      fc.property(anyOwnersText, anyRender, (mine, theirs) => {
        const { text, conflicts } = merge(normalize(mine), mine, theirs);
        expect(conflicts).toBe(0);
        const isOpen = mine !== '' && mine !== BOM && !mine.endsWith('\n');
        const expected = isOpen ? theirs.replace(/\n$/, '') : theirs;
        expect(text.replaceAll('\r\n', '\n')).toBe((mine.startsWith(BOM) ? BOM : '') + expected);
        const hasOneLineEnd = !mine.includes('\r\n') || !/[^\r]\n/.test(`_${mine}`);
        if (hasOneLineEnd) expect(text).toBe(inStyleOf(mine, theirs));
      }),
      { numRuns },
    );
  });

  test('what only the owner changed stays as it is, byte for byte', () => {
    fc.assert(
      fc.property(anyRender, anyOwnersText, (base, mine) => {
        expect(merge(base, mine, base)).toEqual({ text: mine, conflicts: 0 });
      }),
      { numRuns },
    );
  });

  test('what both changed alike is no conflict, and stays as it is', () => {
    fc.assert(
      fc.property(anyRender, anyOwnersText, (base, mine) => {
        expect(merge(base, mine, normalize(mine))).toEqual({ text: mine, conflicts: 0 });
      }),
      { numRuns },
    );
  });

  test('every line that a side added is in the result, or in a conflict', () => {
    let conflicting = 0;
    fc.assert(
      fc.property(triple, ({ base, mine, theirs }) => {
        const { text, conflicts } = merge(textOf(base), textOf(mine), textOf(theirs));
        conflicting += Math.sign(conflicts);
        const kept = merge(textOf(base), textOf(mine), textOf(theirs), 'ours').text.split('\n');
        const found = text.split('\n');
        for (const line of new Set([...mine, ...theirs])) {
          const added = countOf(line, mine) - countOf(line, base);
          const offered = countOf(line, theirs) - countOf(line, base);
          expect(countOf(line, found)).toBeGreaterThanOrEqual(Math.max(added, offered));
          expect(countOf(line, kept)).toBeGreaterThanOrEqual(added);
        }
      }),
      { numRuns },
    );
    expect(conflicting).toBeGreaterThan(numRuns / 10);
    expect(conflicting).toBeLessThan((numRuns * 9) / 10);
  });

  test('a copy with CRLF is merged like one with LF', () => {
    fc.assert(
      fc.property(triple, fc.constantFrom(...SIDES), ({ base, mine, theirs }, side) => {
        const plain = merge(textOf(base), textOf(mine), textOf(theirs), side);
        fc.pre(mine.length > 0);
        const windows = merge(textOf(base), inCrlf(textOf(mine)), textOf(theirs), side);
        expect(windows).toEqual({ ...plain, text: inCrlf(plain.text) });
      }),
      { numRuns: sampleSize('texts with CRLF to merge', 1_000) },
    );
  });
});

describe('git merge-file', () => {
  const WAYS: [side: Side, flags: string[], count: number][] = [
    ['markers', ['--diff3'], 300],
    ['ours', ['--ours'], 100],
    ['theirs', ['--theirs'], 100],
  ];

  test.each(WAYS)(
    'says the same where no equal lines follow each other: %s',
    (side, flags, count) => {
      const git = newGit();
      let clean = 0;
      const triples = fc.sample(tripleWithoutRuns, count);
      for (const { base, mine, theirs } of triples) {
        const texts = [textOf(base), textOf(mine), textOf(theirs)] as const;
        const { text, conflicts } = merge(...texts, side);
        expect(text, JSON.stringify(texts)).toBe(git(...texts, flags).text);
        clean += conflicts === 0 ? 1 : 0;
      }
      expect(clean).toBeGreaterThan(triples.length / 10);
      expect(clean).toBeLessThan((triples.length * 9) / 10);
    },
  );

  test('says the same of what both merge cleanly, runs of equal lines included', () => {
    const git = newGit();
    let both = 0;
    for (const { base, mine, theirs } of fc.sample(triple, 300)) {
      const texts = [textOf(base), textOf(mine), textOf(theirs)] as const;
      const ours = merge(...texts);
      const gits = git(...texts, []);
      if (ours.conflicts > 0 || !gits.isClean) continue;
      both += 1;
      expect(ours.text, JSON.stringify(texts)).toBe(gits.text);
    }
    expect(both).toBeGreaterThan(100);
  });
});

describe('large files', () => {
  const numbered = (word: string, count: number) =>
    textOf([...Array(count).keys()].map((index) => `${word} ${index}`));

  test('with nothing but equal lines are merged', () => {
    const same = (count: number) => 'same\n'.repeat(count);
    expect(merge(same(20_000), `first\n${same(20_000)}`, `${same(20_000)}last\n`)).toEqual({
      text: `first\n${same(20_000)}last\n`,
      conflicts: 0,
    });
    expect(merge(same(20_000), same(20_000), same(19_990)).text).toBe(same(19_990));
  });

  test('with nothing in common are one conflict', () => {
    const [base, mine, theirs] = ['base', 'mine', 'theirs'].map((who) => numbered(who, 10_000));
    const merged = merge(base ?? '', mine ?? '', theirs ?? '');
    expect(merged.conflicts).toBe(1);
    expect(merged.text.split('\n')).toHaveLength(30_000 + 4 + 1);
  });

  test('whose lines were turned round are merged, and lose nothing', () => {
    const base = numbered('line', 2_500);
    const mine = textOf(base.split('\n').slice(0, -1).toReversed());
    expect(merge(base, mine, base).text).toBe(mine);
    expect(merge(base, mine, `${base}more\n`, 'ours').text).toContain('line 2499\nline 2498\n');
  });
});

/** Merges as git does, in a folder of the test's own. */
function newGit() {
  const folder = temporaryFolder();
  return (base: string, mine: string, theirs: string, flags: readonly string[]) => {
    const files = Object.entries({ mine, base, theirs }).map(([name, text]) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
    const labels = ['yours', LABELS.base, `create-mongo-session-app ${LABELS.theirs}`];
    const named = labels.flatMap((label) => ['-L', label]);
    const { status, stdout } = spawnSync(
      'git',
      ['merge-file', '-p', ...flags, ...named, ...files],
      { encoding: 'utf8', env: cliEnvironment({ GIT_CONFIG_GLOBAL: '/dev/null' }) },
    );
    return { isClean: status === 0, text: stdout };
  };
}

/** Each conflict as `mine|base|theirs`, with blanks between lines. */
function placesIn(text: string): string[] {
  const conflict = /^<<<<<<< .*\n((?:.*\n)*?)\|{7} .*\n((?:.*\n)*?)=======\n((?:.*\n)*?)>>>>>>> /gm;
  return [...text.matchAll(conflict)].map((sides) =>
    sides
      .slice(1)
      .map((side) => side.trimEnd().replaceAll('\n', ' '))
      .join('|'),
  );
}

function countOf(line: string, lines: readonly string[]): number {
  return lines.filter((one) => one === line).length;
}

function inCrlf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}
