import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FileTree, TreeFile } from '../../src/file-tree.ts';
import { WRITING } from '../../src/plan/plan.ts';
import { sampleSize } from '../bed/sample.ts';
import { anyRender } from './edited-texts.ts';
import { carryOut, offer, type Paths, plan } from './regeneration.ts';

describe('an untouched app', () => {
  const numRuns = sampleSize('apps that are rendered again', 2_000);
  const ONCE = 'once.ts';
  const file = fc.record({ content: anyRender, executable: fc.boolean() });
  const names = fc.constantFrom('a.ts', 'b.ts', 'src/c.ts', 'src/d.yml', ONCE);
  const tree = fc.array(fc.tuple(names, file), { maxLength: 6 }).map((files) => {
    const entries = files.map(([name, one]): [string, TreeFile] => {
      return [name, { ...one, policy: name === ONCE ? 'once' : 'merge' }];
    });
    return new Map(entries);
  });

  /** The app after each of the renders, one after the other. */
  function regenerated(...renders: FileTree[]): Paths {
    let app: Paths = {};
    for (const render of renders) {
      const offered = offer(app, render);
      const made = plan(offered);
      expect(made.changes.map(({ action }) => action)).not.toContain('conflict');
      app = carryOut(offered, made);
    }
    return app;
  }

  /** Without what stays as it was in its first version, whichever comes next. */
  function withoutOnce({ [ONCE]: _once, ...paths }: Paths): Paths {
    return paths;
  }

  test('is after two steps as after one', () => {
    fc.assert(
      fc.property(tree, tree, tree, (first, second, third) => {
        const stepwise = withoutOnce(regenerated(first, second, third));
        expect(stepwise).toEqual(withoutOnce(regenerated(first, third)));
        expect(stepwise).toEqual(withoutOnce(regenerated(third)));
      }),
      { numRuns },
    );
  });

  test('is not changed by a second run', () => {
    fc.assert(
      fc.property(tree, tree, (first, second) => {
        const app = regenerated(first, second);
        const again = plan(offer(app, second));
        for (const { action } of again.changes) expect(WRITING.has(action)).toBe(false);
        expect(carryOut(offer(app, second), again)).toEqual(app);
      }),
      { numRuns },
    );
  });
});
