import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EnvFile } from '../../src/env-file.ts';
import type { FileTree, Policy, TreeFile } from '../../src/file-tree.ts';
import type { Base } from '../../src/plan/plan.ts';
import { decideMoves, findLikenesses, lookForFiles } from '../../src/plan/whereabouts.ts';
import type { Entry } from '../../src/project/snapshot.ts';
import { sampleSize } from '../bed/sample.ts';
import { anyRender } from './edited-texts.ts';
import { copyOf } from './regeneration.ts';

/** A text of ten lines; those that `edits` names by their numbers are others. */
function text(name: string, ...edits: number[]): string {
  const lines = Array.from({ length: 10 }, (_, index) =>
    edits.includes(index) ? `edited line ${index}\n` : `${name} has line ${index}\n`,
  );
  return lines.join('');
}

const rendered = (content: string): Base => ({ content, executable: false });

/** Where files went, by the texts that we rendered and those that stand at other paths now. */
function movesOf(
  bases: Record<string, string>,
  others: Record<string, string>,
  { gone = Object.keys(bases), older = [] as string[] } = {},
) {
  const found = findLikenesses(
    new Map(gone.map((path) => [path, bases[path] ?? ''])),
    new Map(Object.entries(bases).map(([path, content]) => [path, rendered(content)])),
    new Map(Object.entries(others)),
  );
  const { moved, doubtful } = decideMoves(found, (_path, candidate) => older.includes(candidate));
  return { moved: Object.fromEntries(moved), doubtful: Object.fromEntries(doubtful) };
}

const nowhere = { moved: {}, doubtful: {} };

describe('a file that is gone', () => {
  const bases = { 'src/log.ts': text('log') };

  test.each<[what: string, others: Record<string, string>, moved: boolean]>([
    ['is where its text is', { 'src/logger.ts': text('log') }, true],
    ['is where its text is in CRLF', { 'a.ts': text('log').replaceAll('\n', '\r\n') }, true],
    ['is where most of its text is', { 'lib/logger.ts': text('log', 1, 2, 3) }, true],
    ['is not where less than half of it is', { 'a.ts': text('log', 1, 2, 3, 4, 5, 6) }, false],
    ['is not in a file of another text', { 'a.ts': text('other') }, false],
    ['is not in an empty file', { 'a.ts': '' }, false],
    ['is not in what may hold secrets', { '.env.ts': text('log') }, false],
    ['is nowhere when there is nothing', {}, false],
  ])('%s', (_what, others, isMoved) => {
    const [to] = Object.keys(others);
    expect(movesOf(bases, others)).toEqual(
      isMoved ? { moved: { 'src/log.ts': to }, doubtful: {} } : nowhere,
    );
  });

  test.each<[what: string, others: Record<string, string>, older?: string[]]>([
    ['two files are like it', { 'a.ts': text('log'), 'b.ts': text('log', 1, 2) }],
    ['what is like it has another ending', { 'src/log.mts': text('log') }],
    ['what is like it stood beside it', { 'a.ts': text('log', 1) }, ['a.ts']],
  ])('may be anywhere, or nowhere, when %s', (_what, others, older = []) => {
    const doubtful = { 'src/log.ts': Object.keys(others) };
    expect(movesOf(bases, others, { older })).toEqual({ moved: {}, doubtful });
  });

  test('is where one file is like it, whatever else has another ending or stood beside it', () => {
    const others = { 'a.ts': text('log', 1), 'b.ts': text('log', 2), 'c.js': text('log') };
    expect(movesOf(bases, others, { older: ['b.ts'] })).toEqual({
      moved: { 'src/log.ts': 'a.ts' },
      doubtful: {},
    });
  });

  test('may be what is more like another file of ours, or a copy of that', () => {
    const alike = { 'a.ts': text('a'), 'b.ts': text('a', 1, 2, 3) };
    const candidate = { 'c.ts': text('a', 1, 2, 3, 4) };
    expect(movesOf(alike, candidate, { gone: ['a.ts'] })).toEqual({
      moved: {},
      doubtful: { 'a.ts': ['c.ts'] },
    });
    expect(movesOf(alike, candidate, { gone: ['b.ts'] })).toEqual({
      moved: { 'b.ts': 'c.ts' },
      doubtful: {},
    });
  });

  test('called only by its ending is not taken for another that is called so', () => {
    const ignored = { '.dockerignore': text('ignored') };
    expect(movesOf(ignored, { '.eslintignore': text('ignored') }).moved).toEqual({});
    expect(movesOf(ignored, { 'docker/.dockerignore': text('ignored') }).moved).toEqual({
      '.dockerignore': 'docker/.dockerignore',
    });
    expect(movesOf({ Dockerfile: text('d') }, { 'docker/Dockerfile': text('d') }).moved).toEqual({
      Dockerfile: 'docker/Dockerfile',
    });
  });
});

describe('files that are gone together', () => {
  test('are found together, though they are like each other', () => {
    const pages = {
      'views/a.ejs': text('page'),
      'views/b.ejs': text('page', 1, 2),
      'views/c.ejs': text('page', 7, 8),
    };
    const moved = {
      'pages/a.ejs': text('page', 3),
      'pages/b.ejs': text('page', 1, 2, 3),
      'pages/c.ejs': text('page', 7, 8, 3),
    };
    expect(movesOf(pages, moved)).toEqual({
      moved: {
        'views/a.ejs': 'pages/a.ejs',
        'views/b.ejs': 'pages/b.ejs',
        'views/c.ejs': 'pages/c.ejs',
      },
      doubtful: {},
    });
  });

  test('are told apart by their names when they are equal, and else are not', () => {
    const twins = { 'src/a.ts': text('twin'), 'src/b.ts': text('twin') };
    expect(movesOf(twins, { 'lib/a.ts': text('twin'), 'lib/b.ts': text('twin', 1) }).moved).toEqual(
      {
        'src/a.ts': 'lib/a.ts',
        'src/b.ts': 'lib/b.ts',
      },
    );
    expect(movesOf(twins, { 'lib/c.ts': text('twin') })).toEqual({
      moved: {},
      doubtful: { 'src/a.ts': ['lib/c.ts'], 'src/b.ts': ['lib/c.ts'] },
    });
  });

  test('of which one was moved and one deleted are told apart', () => {
    const pages = { 'a.ejs': text('page'), 'b.ejs': text('page', 1, 2) };
    expect(movesOf(pages, { 'pages/a.ejs': text('page', 9) })).toEqual({
      moved: { 'a.ejs': 'pages/a.ejs' },
      doubtful: {},
    });
  });
});

test('files that were moved without an edit are found, or in doubt: never somewhere else', () => {
  const names = fc.constantFrom('a.ts', 'b.ts', 'c.ts', 'd.ts');
  const bases = fc.dictionary(names, anyRender, { minKeys: 1, noNullPrototype: true });
  const others = fc.dictionary(fc.constantFrom('own/x.ts', 'own/y.ts'), anyRender, {
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(bases, others, (before, own) => {
      const after = Object.entries(before).map(([path, content]) => [`lib/${path}`, content]);
      const { moved, doubtful } = movesOf(before, { ...Object.fromEntries(after), ...own });
      for (const [path, content] of Object.entries(before)) {
        const to = moved[path];
        if (to !== undefined) expect(to).toBe(`lib/${path}`);
        else if (content !== '') expect(doubtful[path]).toContain(`lib/${path}`);
      }
      expect(new Set(Object.values(moved)).size).toBe(Object.values(moved).length);
    }),
    { numRuns: sampleSize('moved folders', 1_000) },
  );
});

describe('looking for files', () => {
  const FILE = copyOf('text\n');
  const LINK: Entry = { type: 'symbolic link' };

  interface Case {
    base?: Partial<Base>;
    stands?: Record<string, Entry>;
    said?: string;
    restored?: boolean;
    policy?: Policy | 'not rendered';
  }

  function look({ base, stands = {}, said, restored, policy = 'merge' }: Case) {
    const next: TreeFile = { content: '', policy: policy as Policy, executable: false };
    const tree: FileTree = new Map([
      ...(policy === 'not rendered' ? [] : [['a.ts', next] as const]),
      ['ours.ts', { ...next, policy: 'merge' }],
    ]);
    const found = lookForFiles({
      tree,
      bases: new Map([['a.ts', { content: 'text\n', executable: false, ...base }]]),
      snapshot: new Map(Object.entries(stands)),
      restored: new Set(restored ? ['a.ts'] : []),
      said: new Map(said === undefined ? [] : [['a.ts', said]]),
    });
    if (found.moved.has('a.ts')) return `moved to ${found.moved.get('a.ts')}`;
    if (found.deleted.has('a.ts')) return 'deleted';
    return found.gone.has('a.ts') ? 'gone' : 'in its place';
  }

  const at = { at: 'b.ts' };
  test.each<[what: string, its: Case, expected: string]>([
    ['that is there', { stands: { 'a.ts': FILE } }, 'in its place'],
    ['that is a link now', { stands: { 'a.ts': LINK } }, 'in its place'],
    ['that is not there', {}, 'gone'],
    ['that was moved', { base: at, stands: { 'b.ts': FILE } }, 'moved to b.ts'],
    ['that was moved, and is a link now', { base: at, stands: { 'b.ts': LINK } }, 'moved to b.ts'],
    [
      'that was moved, with another in its old place',
      { base: at, stands: { 'a.ts': FILE, 'b.ts': FILE } },
      'moved to b.ts',
    ],
    ['that was moved, and moved on', { base: at }, 'gone'],
    ['that was moved, and back', { base: at, stands: { 'a.ts': FILE } }, 'in its place'],
    [
      'that was moved to where we render another now',
      { base: { at: 'ours.ts' }, stands: { 'ours.ts': FILE } },
      'gone',
    ],
    [
      'that is said to be elsewhere',
      { said: 'c.ts', base: at, stands: { 'b.ts': FILE } },
      'moved to c.ts',
    ],
    ['that is said to be nowhere', { said: '', base: at, stands: { 'b.ts': FILE } }, 'deleted'],
    ['that was said to be nowhere', { base: { isDeleted: true } }, 'deleted'],
    [
      'that was said to be nowhere, and is back',
      { base: { isDeleted: true }, stands: { 'a.ts': FILE } },
      'in its place',
    ],
    ['that is restored', { base: at, stands: { 'b.ts': FILE }, restored: true }, 'in its place'],
    ['of which the record is lost', { base: { content: undefined } }, 'in its place'],
    ["that is the owner's from the start", { policy: 'once' }, 'in its place'],
    ['that we no longer render', { policy: 'not rendered' }, 'in its place'],
    [
      'that we no longer render, and that was moved',
      { policy: 'not rendered', base: at, stands: { 'b.ts': FILE } },
      'moved to b.ts',
    ],
    [
      'that holds secrets',
      { base: { content: EnvFile.parse('KEY=x\n'), at: 'b.ts' }, stands: { 'b.ts': FILE } },
      'in its place',
    ],
  ])('a file %s', (_what, its, expected) => {
    expect(look(its)).toBe(expected);
  });
});
