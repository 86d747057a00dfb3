import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FileTree, TreeFile } from '../../src/file-tree.ts';
import { WRITING } from '../../src/plan/plan.ts';
import {
  decideMoves,
  findLikenesses,
  lookForFiles,
  type Whereabouts,
} from '../../src/plan/whereabouts.ts';
import { sampleSize } from '../bed/sample.ts';
import { anyOwnersText, textOf } from './edited-texts.ts';
import { type Circumstances, carryOut, offer, type Paths, plan } from './regeneration.ts';

// Whatever the owner of an app does to its files, between two versions of them.

const NAMES = ['a.ts', 'b.ts', 'src/c.ts', 'src/d.yml'];

/** Files that are like each other, as those of an app are. */
const render = fc
  .array(
    fc.option(
      fc
        .array(fc.constantFrom('one', 'two', 'three', 'four', '}', ''), { maxLength: 8 })
        .map(textOf),
      { freq: 5 },
    ),
    { minLength: NAMES.length, maxLength: NAMES.length },
  )
  .map((texts): FileTree => {
    const files = texts.map((content, index): [string, TreeFile] => [
      NAMES[index] ?? '',
      { content: content ?? '', policy: 'merge', executable: false },
    ]);
    return new Map(files.filter((_, index) => texts[index] !== null));
  });

const deed = fc.oneof(
  fc.constant({ what: 'nothing' as const }),
  fc.constant({ what: 'delete' as const }),
  fc.record({
    what: fc.constant('move' as const),
    to: fc.constantFrom('own/x.ts', 'own/y.ts', 'z.yml'),
  }),
  fc.record({ what: fc.constant('edit' as const), text: anyOwnersText }),
  fc.record({ what: fc.constant('append' as const), text: anyOwnersText }),
  fc.constant({ what: 'link' as const }),
);
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

/** Does a deed to each file that stands, one after the other. */
function lived(app: Paths, deeds: readonly Deed[]): Paths {
  const copies = new Map(Object.entries(app).map(([path, { mine }]) => [path, mine]));
  const own = [...copies].filter(([, mine]) => mine !== undefined);
  for (const [index, [path, mine]] of own.entries()) {
    const one = deeds[index % deeds.length] ?? { what: 'nothing' };
    const text = typeof mine === 'object' && mine.type === 'file' ? (mine.text ?? '') : '';
    if (one.what === 'delete' || one.what === 'move') copies.set(path, undefined);
    if (one.what === 'move') copies.set(one.to, mine);
    if (one.what === 'edit') copies.set(path, one.text);
    if (one.what === 'append') copies.set(path, text + one.text);
    if (one.what === 'link') copies.set(path, { type: 'symbolic link' });
  }
  const paths = new Set([...Object.keys(app), ...copies.keys()]);
  return Object.fromEntries(
    [...paths].map((path) => [path, { ...app[path], mine: copies.get(path) }]),
  );
}

/** Offers a render, looks where files are, and carries out what is planned. */
function regenerated(app: Paths, tree: FileTree, resolution: Circumstances['resolution']) {
  const offered = offer(app, tree);
  const made = plan(offered, {
    ...(resolution && { resolution }),
    whereabouts: find(offered, tree),
  });
  return { made, app: carryOut(offered, made) };
}

function find(paths: Paths, tree: FileTree): Whereabouts {
  const entries = Object.entries(paths);
  const bases = new Map(
    entries.flatMap(([path, { base }]) =>
      typeof base === 'object' ? [[path, base] as const] : [],
    ),
  );
  const snapshot = new Map(
    entries.flatMap(([path, { mine }]) => {
      if (mine === undefined) return [];
      const text = typeof mine === 'string' ? mine : undefined;
      const entry = { type: 'file', sha256: '', mode: 0, text } as const;
      return [[path, typeof mine === 'string' ? entry : mine] as const];
    }),
  );
  const nothing = { restored: new Set<string>(), said: new Map<string, string>() };
  const { moved, deleted, gone } = lookForFiles({ tree, bases, snapshot, ...nothing });
  const taken = new Set(moved.values());
  const candidates = new Map<string, string>();
  for (const [path, entry] of snapshot) {
    const isOwn = !tree.has(path) && !bases.has(path) && !taken.has(path);
    if (isOwn && entry.type === 'file' && entry.text) candidates.set(path, entry.text);
  }
  const found = decideMoves(findLikenesses(gone, bases, candidates), () => false);
  return { moved: new Map([...moved, ...found.moved]), doubtful: found.doubtful, deleted };
}

const LIVES = 'apps that their owners change';

const life = fc.record({
  first: render,
  deeds: fc.array(deed, { minLength: 1, maxLength: 4 }),
  second: render,
  later: fc.array(deed, { minLength: 1, maxLength: 4 }),
  third: render,
});

test('a second run changes nothing', () => {
  fc.assert(
    fc.property(life, fc.constantFrom('ours', 'theirs'), ({ first, deeds, second }, resolution) => {
      const created = regenerated({}, first, 'abort').app;
      const { made, app } = regenerated(lived(created, deeds), second, resolution);
      const isOpen = made.changes.some(({ action }) => action === 'conflict');
      fc.pre(!isOpen);
      const again = regenerated(app, second, 'abort');
      for (const { action } of again.made.changes) {
        expect(action).not.toBe('conflict');
        expect(WRITING.has(action)).toBe(false);
      }
      expect(again.made.record).toEqual(made.record);
    }),
    { numRuns: sampleSize(LIVES, 2_000) },
  );
});

test("no two changes are to one path, and no file of the owner's is written that is not one of ours", () => {
  fc.assert(
    fc.property(life, ({ first, deeds, second, later, third }) => {
      let app = regenerated({}, first, 'abort').app;
      for (const [how, tree] of [
        [deeds, second],
        [later, third],
      ] as const) {
        const before = lived(app, how);
        const next = regenerated(before, tree, 'ours');
        const paths = next.made.changes.map(({ path }) => path);
        expect(new Set(paths).size).toBe(paths.length);
        for (const { path, renderedAt = path, action } of next.made.changes) {
          const isOurs = tree.has(renderedAt) || before[renderedAt]?.base !== undefined;
          if (WRITING.has(action)) expect([path, isOurs]).toEqual([path, true]);
        }
        app = next.app;
      }
    }),
    { numRuns: sampleSize(LIVES, 2_000) },
  );
});

test('a file that was moved, and not edited, is after two versions as if it had stayed', () => {
  fc.assert(
    fc.property(life, ({ first, second, third }) => {
      const created = regenerated({}, first, 'abort').app;
      const moves: Deed[] = [{ what: 'move', to: 'own/x.ts' }];
      const [path = ''] = Object.keys(created);
      const moved = lived({ ...created, [path]: created[path] ?? {} }, [
        ...moves,
        ...NAMES.map((): Deed => ({ what: 'nothing' })),
      ]);
      const where = find(offer(moved, second), second).moved.get(path);
      fc.pre(where === 'own/x.ts' && second.has(path) && third.has(path));
      const after = regenerated(regenerated(moved, second, 'abort').app, third, 'abort').app;
      const stayed = regenerated(regenerated(created, second, 'abort').app, third, 'abort').app;
      expect(after['own/x.ts']?.mine).toEqual(stayed[path]?.mine);
      expect(after[path]?.mine).toBeUndefined();
    }),
    { numRuns: sampleSize(LIVES, 500) },
  );
});
