import { describe, expect, test } from 'vitest';
import type { TreeFile } from '../../src/file-tree.ts';
import { type Action, RESOLUTIONS, WRITING } from '../../src/plan/plan.ts';
import type { Entry } from '../../src/project/snapshot.ts';
import {
  BYTES,
  type Circumstances,
  type Copy,
  carryOut,
  changesTo,
  copyOf,
  type Paths,
  plan,
} from './regeneration.ts';

const V1 = 'a\nb\nc\n';
const V2 = 'a\nb\nC\n';
const MINE = 'A\nb\nc\n';
const BOTH = 'A\nb\nC\n';
const CLASHING = 'a\nb\nmine\n';

/** What happens to one file, as `action: content`. */
function fate(paths: Paths[string], circumstances: Circumstances = {}, path = 'file.ts'): string {
  const [change, ...others] = changesTo({ [path]: paths }, circumstances);
  expect(others).toEqual([]);
  if (!change) return 'nothing';
  const { action, after } = change;
  return WRITING.has(action) && after ? `${action}: ${after.content}` : action;
}

describe('what happens to a file', () => {
  const cases: [
    what: string,
    base: string | undefined,
    mine: Copy,
    next: string | undefined,
    fate: string,
  ][] = [
    ['that only we changed', V1, V1, V2, `replace: ${V2}`],
    ['that only the owner changed', V1, MINE, V1, 'keep'],
    ['that nobody changed', V1, V1, V1, 'keep'],
    ['that both changed in different places', V1, MINE, V2, `merge: ${BOTH}`],
    ['that both changed alike', V1, V2, V2, 'keep'],
    ['that holds our change and one of its own', V1, BOTH, V2, 'keep'],
    ['that both changed in one place', V1, CLASHING, V2, 'conflict'],
    ['that the owner deleted', V1, undefined, V1, 'deleted'],
    ['that the owner deleted and we changed', V1, undefined, V2, 'deleted'],
    ['that we no longer render', V1, V1, undefined, 'remove'],
    ['that we no longer render and the owner changed', V1, MINE, undefined, 'keep'],
    ['that we no longer render and the owner deleted', V1, undefined, undefined, 'nothing'],
    ['that is new', undefined, undefined, V1, `create: ${V1}`],
    ['that is new to us, and there as we render it', undefined, V1, V1, 'adopt'],
    ['that is new to us, and there in CRLF', undefined, 'a\r\nb\r\nc', V1, 'adopt'],
    ['that is new to us, and there otherwise', undefined, MINE, V1, 'conflict'],
    [
      'that is unchanged but for its style',
      V1,
      '\uFEFFa\r\nb\r\nc',
      V2,
      'replace: \uFEFFa\r\nb\r\nC',
    ],
    ['that is unchanged, with mixed line ends', V1, 'a\r\nb\nc\r\n', V2, 'replace: a\r\nb\nC\r\n'],
    ['that is no text, and we changed', V1, BYTES, V2, 'conflict'],
    ['that is no text, and we did not change', V1, BYTES, V1, 'keep'],
    ['that is no text, and we no longer render', V1, BYTES, undefined, 'keep'],
    ['that became binary', V1, 'a\0b\n', V2, 'conflict'],
    ['that is a link now', V1, { type: 'symbolic link' }, V1, 'keep'],
    ['that is a link now, and we changed', V1, { type: 'symbolic link' }, V2, 'conflict'],
    ['that is a directory now, and we changed', V1, { type: 'directory' }, V2, 'conflict'],
    ['that is a pipe, and is new to us', undefined, { type: 'other' }, V1, 'conflict'],
    [
      'below what is a link now',
      V1,
      { type: 'blocked', by: 'src', what: 'symbolic link' },
      V2,
      'conflict',
    ],
    ['below what is a file now', V1, { type: 'blocked', by: 'src', what: 'file' }, V1, 'keep'],
    ['that is a link, and we no longer render', V1, { type: 'symbolic link' }, undefined, 'keep'],
  ];

  test.each(cases)('%s', (_what, base, mine, next, expected) => {
    expect(fate({ base, mine, next })).toBe(expected);
  });

  const isClash = ([, base, mine, next]: (typeof cases)[number]) =>
    fate({ base, mine, next }) === 'conflict';

  test.each(cases.filter(isClash))('%s stays as it is with ours', (_what, base, mine, next) => {
    const file = fate({ base, mine, next }, { resolution: 'ours' });
    expect(file).toBe('keep');
  });

  test.each(cases.filter((one) => !isClash(one)))(
    '%s needs no resolution',
    (_what, base, mine, next, expected) => {
      for (const resolution of RESOLUTIONS) {
        expect(fate({ base, mine, next }, { resolution })).toBe(expected);
      }
    },
  );
});

describe('a conflict', () => {
  const clash = { base: V1, mine: 'A\nb\nmine\n', next: 'a\nb\nC\n' };

  test('is resolved place by place, and the rest is merged', () => {
    const other = { base: `${V1}d\ne\n`, mine: `${CLASHING}d\ne\n`, next: `${V2}d\nE\n` };
    expect(fate(other, { resolution: 'ours' })).toBe('merge: a\nb\nmine\nd\nE\n');
    expect(fate(clash, { resolution: 'theirs' })).toBe('merge: A\nb\nC\n');
  });

  test('is written between markers, and the file is pending', () => {
    const { changes, record } = plan({ 'file.ts': clash }, { resolution: 'inline' });
    expect(changes).toMatchObject([{ action: 'merge', left: 'both sides changed one place' }]);
    expect(changes[0]?.after?.content).toContain('<<<<<<< yours\nmine\n');
    expect(record.get('file.ts')).toMatchObject({ status: 'pending', file: { content: V2 } });
  });

  test.each(['app.yml', 'openapi.yaml', 'settings.json'])('in %s is offered beside it', (path) => {
    const { changes, record } = plan({ [path]: clash }, { resolution: 'inline' });
    expect(changes).toMatchObject([
      { path, action: 'keep', left: 'both sides changed one place' },
      { path: `${path}.new`, action: 'create', after: { content: V2 } },
    ]);
    expect(record.get(path)?.status).toBe('pending');
    expect(record.has(`${path}.new`)).toBe(false);
  });

  test('once resolved does not come back', () => {
    for (const resolution of ['ours', 'theirs'] as const) {
      const first = plan({ 'file.ts': clash }, { resolution });
      const next = { ...carryOut({ 'file.ts': clash }, first)['file.ts'], next: V2 };
      expect(fate(next)).toBe('keep');
    }
    expect(fate({ base: V2, mine: 'A\nb\nboth\n', next: V2 })).toBe('keep');
  });

  test("of a whole file of the owner's is one between markers", () => {
    const [change] = changesTo({ 'file.ts': { mine: MINE, next: V1 } }, { resolution: 'inline' });
    const text = String(change?.after?.content);
    expect(text).toMatch(/^<<<<<<< yours\nA\nb\nc\n\|{7} /);
    expect(fate({ mine: 'x\r\n', next: V1 }, { resolution: 'theirs' })).toBe(
      'replace: a\r\nb\r\nc\r\n',
    );
  });

  test('over what is no text is offered beside it, or taken whole', () => {
    const binary = { base: V1, mine: BYTES, next: V2 };
    expect(changesTo({ logo: binary }, { resolution: 'inline' })).toMatchObject([
      { path: 'logo', action: 'keep' },
      { path: 'logo.new', action: 'create', after: { content: V2 } },
    ]);
    expect(fate(binary, { resolution: 'theirs' })).toBe(`replace: ${V2}`);
  });

  test.each(['inline', 'theirs'] as const)('over a link is none that %s solves', (resolution) => {
    const link: Entry = { type: 'symbolic link' };
    expect(fate({ base: V1, mine: link, next: V2 }, { resolution })).toBe('conflict');
  });

  test('is said of a file whose record is lost, and names the reason', () => {
    const lost = { content: undefined, executable: false };
    expect(changesTo({ f: { base: lost, mine: MINE, next: V2 } })).toMatchObject([
      { action: 'conflict', reason: expect.stringContaining('lost or damaged') },
    ]);
    expect(fate({ base: lost, mine: V2, next: V2 })).toBe('adopt');
    expect(fate({ base: lost, mine: undefined, next: V2 })).toBe('deleted');
    expect(fate({ base: lost, mine: V1, next: undefined })).toBe('keep');
  });
});

describe('adopting an app of which nothing is recorded', () => {
  test.each<[what: string, mine: Copy, action: Action]>([
    ['that is as we render it', V1, 'adopt'],
    ['that differs', MINE, 'keep'],
    ['that is not there', undefined, 'deleted'],
    ['that is no text', BYTES, 'keep'],
    ['that is a link', { type: 'symbolic link' }, 'keep'],
  ])('a file %s', (_what, mine, action) => {
    for (const resolution of RESOLUTIONS) {
      expect(changesTo({ f: { mine, next: V1 } }, { adopting: true, resolution })).toMatchObject([
        { action },
      ]);
    }
  });

  test('brings back what is asked for', () => {
    const circumstances = { adopting: true, restored: ['file.ts'] };
    expect(fate({ next: V1 }, circumstances)).toBe(`create: ${V1}`);
  });
});

test('a deleted file comes back when it is restored', () => {
  expect(fate({ base: V1, next: V2 }, { restored: ['file.ts'] })).toBe(`create: ${V2}`);
});

test("a file that is the owner's from the start is never touched again", () => {
  const once: TreeFile = { content: V2, policy: 'once', executable: false };
  expect(fate({ base: V1, mine: V1, next: once })).toBe('keep');
  expect(fate({ base: V1, mine: CLASHING, next: once })).toBe('keep');
  expect(fate({ base: V1, next: once })).toBe('deleted');
  expect(fate({ next: once })).toBe(`create: ${V2}`);
});

describe('whether a file may be executed', () => {
  const file = (base: boolean, mode: number, next: boolean, mine = V1): Paths => ({
    f: {
      base: { content: V1, executable: base },
      mine: copyOf(mine, mode),
      next: { content: V1, policy: 'merge', executable: next },
    },
  });
  test.each<[what: string, paths: Paths, action: Action, executable: boolean]>([
    ['changes with ours', file(false, 0o644, true), 'replace', true],
    ['ends with ours', file(true, 0o755, false), 'replace', false],
    ["stays as the owner's where we change nothing", file(false, 0o755, false), 'keep', true],
    ["stays as the owner's who took it", file(true, 0o644, true), 'keep', false],
    ['is no change where it is so already', file(false, 0o755, true), 'keep', true],
  ])('%s', (_what, paths, action, executable) => {
    expect(changesTo(paths)).toMatchObject([{ action, after: { executable } }]);
  });

  test("stays as the owner's when the contents are replaced", () => {
    const next: TreeFile = { content: V2, policy: 'merge', executable: false };
    const paths = { f: { base: V1, mine: copyOf(V1, 0o755), next } };
    expect(changesTo(paths)).toMatchObject([{ action: 'replace', after: { executable: true } }]);
  });

  test('changes with ours in a file that the owner changed', () => {
    expect(changesTo(file(false, 0o644, true, MINE))).toMatchObject([
      { action: 'replace', after: { executable: true, content: MINE } },
    ]);
  });
});
