import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Action, RESOLUTIONS, UNCHANGED } from '../../src/plan/plan.ts';
import type { Entry } from '../../src/project/snapshot.ts';
import { sampleSize } from '../bed/sample.ts';
import { textOf, triple } from './edited-texts.ts';
import { type Circumstances, type Copy, changesTo, type Paths, plan } from './regeneration.ts';

const V1 = 'a\nb\nc\n';
const V2 = 'a\nb\nC\n';
const MINE = 'A\nb\nc\n';
const BOTH = 'A\nb\nC\n';
const CLASHING = 'a\nb\nmine\n';

const MOVED = { whereabouts: { moved: new Map([['old.ts', 'new.ts']]) } };

/** What stands at `new.ts` is what we rendered as `old.ts`. */
function paths(base: string, mine: Copy, next: string | undefined, at?: string): Paths {
  const record = { content: base, executable: false, ...(at !== undefined && { at }) };
  return { 'new.ts': { mine }, 'old.ts': { base: record, next } };
}

describe('a file that its owner has moved', () => {
  test.each<[what: string, mine: Copy, next: string | undefined, action: Action, content?: string]>(
    [
      ['and we changed is replaced where it is', V1, V2, 'replace', V2],
      ['and changed is kept', MINE, V1, 'keep'],
      ['and changed like us is kept', V2, V2, 'keep'],
      ['and changed in another place is merged where it is', MINE, V2, 'merge', BOTH],
      ['and changed in the same place is a conflict', CLASHING, V2, 'conflict'],
      [
        'and keeps with a byte order mark and CRLF keeps them',
        '\uFEFFA\r\nb\r\nc',
        V2,
        'merge',
        '\uFEFFA\r\nb\r\nC',
      ],
      ['and we no longer render is removed', V1, undefined, 'remove'],
      ['and changed, and that we no longer render, is kept', MINE, undefined, 'keep'],
      [
        'and made a link of is a conflict when we changed it',
        { type: 'symbolic link' },
        V2,
        'conflict',
      ],
    ],
  )('%s', (_what, mine, next, action, content) => {
    const [change, ...others] = changesTo(paths(V1, mine, next), MOVED);
    expect(others).toEqual([]);
    expect(change).toMatchObject({
      path: 'new.ts',
      renderedAt: 'old.ts',
      action,
      reason: expect.stringMatching(/^you moved it from old\.ts(: |$)/),
    });
    if (content !== undefined) expect(change?.after?.content).toBe(content);
  });

  test('is recorded where it is, and is nothing to speak of from then on', () => {
    const first = plan(paths(V1, MINE, V1), MOVED);
    expect(first.changes).toMatchObject([
      { reason: 'you moved it from old.ts: you changed it, and we did not' },
    ]);
    expect(first.record.get('old.ts')).toMatchObject({ at: 'new.ts', status: 'rendered' });
    expect(first.record.has('new.ts')).toBe(false);
    expect(changesTo(paths(V1, V1, V1), MOVED)).toMatchObject([
      { reason: 'you moved it from old.ts' },
    ]);
    expect(changesTo(paths(V1, V1, V1, 'new.ts'), MOVED)).toMatchObject([{ reason: UNCHANGED }]);
    expect(changesTo(paths(V1, V1, V2, 'new.ts'), MOVED)).toMatchObject([{ action: 'replace' }]);
  });

  test('has its conflicts where it is: inline, beside, and decided by that path', () => {
    const clash = paths(V1, CLASHING, V2);
    const inline = plan(clash, { ...MOVED, resolution: 'inline' });
    expect(inline.changes).toMatchObject([{ path: 'new.ts', action: 'merge' }]);
    expect(inline.record.get('old.ts')).toMatchObject({ at: 'new.ts', status: 'pending' });

    const yaml: Paths = { 'new.yml': { mine: CLASHING }, 'old.yml': { base: V1, next: V2 } };
    const moved = { moved: new Map([['old.yml', 'new.yml']]) };
    const beside = plan(yaml, { whereabouts: moved, resolution: 'inline' });
    expect(beside.changes.map(({ path, action }) => `${path} ${action}`)).toEqual([
      'new.yml keep',
      'new.yml.new create',
    ]);
    expect(beside.record.get('old.yml')).toMatchObject({ at: 'new.yml', status: 'pending' });
    expect(changesTo(clash, { ...MOVED, resolution: 'theirs' })).toMatchObject([
      { path: 'new.ts', action: 'merge', after: { content: V2 } },
    ]);
  });

  test('is merged by its keys when it is JSON', () => {
    const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
    const files: Paths = {
      'config/tsconfig.json': { mine: json({ a: 1, own: 1 }) },
      'tsconfig.json': { base: json({ a: 1 }), next: json({ a: 2 }) },
    };
    const moved = new Map([['tsconfig.json', 'config/tsconfig.json']]);
    expect(changesTo(files, { whereabouts: { moved } })).toMatchObject([
      { path: 'config/tsconfig.json', after: { content: json({ a: 2, own: 1 }) } },
    ]);
  });

  test('leaves the other file alone that stands in its old place', () => {
    const shim: Paths = {
      ...paths(V1, MINE, V2),
      'old.ts': { base: V1, mine: 'export {};\n', next: V2 },
    };
    expect(changesTo(shim, MOVED)).toMatchObject([{ path: 'new.ts', action: 'merge' }]);
  });

  test('comes back where we render it when it is restored', () => {
    const { changes, record } = plan(paths(V1, MINE, V2, 'new.ts'), { restored: ['old.ts'] });
    expect(changes).toMatchObject([{ path: 'old.ts', action: 'create', after: { content: V2 } }]);
    expect(record.get('old.ts')).toEqual({ file: expect.anything(), status: 'rendered' });
  });

  test('is merged as it would be in its place, whatever it holds', () => {
    fc.assert(
      fc.property(triple, fc.constantFrom(...RESOLUTIONS), (lines, resolution) => {
        const [base, mine, next] = [textOf(lines.base), textOf(lines.mine), textOf(lines.theirs)];
        const there = plan({ 'old.ts': { base, mine, next } }, { resolution });
        const moved = plan(paths(base, mine, next), { ...MOVED, resolution });
        const withoutPlace = ({ changes }: typeof there) =>
          changes.map(({ action, after, left }) => ({ action, after, left }));
        expect(withoutPlace(moved)).toEqual(withoutPlace(there));
        expect(moved.record.get('old.ts')).toEqual({ ...there.record.get('old.ts'), at: 'new.ts' });
      }),
      { numRuns: sampleSize('moved files', 500) },
    );
  });
});

describe('a file that was deleted, or moved', () => {
  const doubt: Circumstances = {
    whereabouts: { doubtful: new Map([['old.ts', ['new.ts', 'b.ts']]]) },
  };
  const WORDS = 'you deleted it, or moved it: --moved old.ts=new.ts or --moved old.ts=b.ts says so';

  test('is a conflict when we changed it, and names the ways out', () => {
    for (const resolution of ['abort', 'inline', 'theirs'] as const) {
      expect(changesTo(paths(V1, MINE, V2), { ...doubt, resolution })).toMatchObject([
        {
          path: 'old.ts',
          action: 'conflict',
          reason: `${WORDS}, and --conflict ours that you deleted it`,
        },
      ]);
    }
  });

  test('stays away and is reported when we did not, and is looked for again', () => {
    const { changes, record } = plan(paths(V1, MINE, V1), doubt);
    expect(changes).toMatchObject([
      { path: 'old.ts', action: 'deleted', reason: `${WORDS}; --restore old.ts brings it back` },
    ]);
    expect(record.get('old.ts')).toMatchObject({ status: 'rendered' });
  });

  test('stays away for good with ours', () => {
    const { changes, record } = plan(paths(V1, MINE, V2), { ...doubt, resolution: 'ours' });
    expect(changes).toMatchObject([{ path: 'old.ts', action: 'deleted' }]);
    expect(record.get('old.ts')).toMatchObject({ status: 'deleted', file: { content: V2 } });
  });

  test('names three of many files that are like it', () => {
    const many = ['1.ts', '2.ts', '3.ts', '4.ts', '5.ts'];
    const [change] = changesTo(paths(V1, MINE, V2), {
      whereabouts: { doubtful: new Map([['old.ts', many]]) },
    });
    expect(change?.reason).toMatch(/--moved old\.ts=3\.ts or … says so/);
  });
});

test('a file that is gone is looked for by what its owner had of it, and no more once we have changed it', () => {
  const statusAfter = (next: string) => {
    const { changes, record } = plan({ 'old.ts': { base: V1, next } });
    expect(changes).toMatchObject([{ action: 'deleted' }]);
    return record.get('old.ts')?.status;
  };
  expect([statusAfter(V1), statusAfter(V2)]).toEqual(['rendered', 'deleted']);
});

test('a file that its owner has said to be gone for good stays so in the record', () => {
  const link: Entry = { type: 'absent' };
  const { changes, record } = plan(paths(V1, link, V2), {
    whereabouts: { deleted: new Set(['old.ts']) },
  });
  expect(changes).toMatchObject([{ path: 'old.ts', action: 'deleted' }]);
  expect(record.get('old.ts')).toMatchObject({ status: 'deleted' });
});
