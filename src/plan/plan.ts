import type { Problem } from '../errors.ts';
import type { TreeFile } from '../file-tree.ts';
import type { Entry } from '../project/snapshot.ts';

export type Action =
  | 'create'
  | 'replace'
  | 'merge'
  | 'keep'
  | 'remove'
  | 'adopt'
  | 'deleted'
  | 'refuse'
  | 'conflict';

/** What happens to one path, and why. */
export interface Change {
  path: string;
  action: Action;
  reason: string;
  /** What stood there when the plan was made; `apply` refuses when it is not what it finds. */
  before: Entry;
  /** What stands there afterwards; for `refuse` and `conflict`, what would. Absent when nothing does. */
  after?: TreeFile;
  /** A conflict that this change leaves to the owner, in words. */
  left?: string;
}

/** A file as we rendered it, to be recorded as the base of the next merge. */
export interface Rendered {
  file: TreeFile;
  /** `pending`: its conflicts were left to the owner, who has not resolved them yet. */
  status: Status;
}

export type Status = 'rendered' | 'pending';

/** All changes, in the order of their paths, and what is recorded once they are made. */
export interface Plan {
  changes: readonly Change[];
  record: ReadonlyMap<string, Rendered>;
}

/** What becomes of a place that both sides changed differently. */
export const RESOLUTIONS = ['abort', 'inline', 'ours', 'theirs'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** The reason of what neither side changed; a summary only counts it. */
export const UNCHANGED = 'unchanged';

/** The actions that write. */
export const WRITING: ReadonlySet<Action> = new Set(['create', 'replace', 'merge', 'remove']);

/** The changes that keep a plan from being applied. */
export function refusals({ changes }: Plan): Change[] {
  return changes.filter(({ action }) => action === 'refuse');
}

/** The paths that both sides changed differently, and nobody has decided about yet. */
export function conflicts({ changes }: Plan): Change[] {
  return changes.filter(({ action }) => action === 'conflict');
}

/** What a plan leaves to the owner to resolve, as problems. */
export function leftConflicts({ changes }: Plan): Problem[] {
  return changes.flatMap(({ path, left }) => {
    if (left === undefined) return [];
    return [
      {
        code: 'conflict',
        message: `${path} has conflicts, left for you to resolve: ${left}.`,
        file: path,
      },
    ];
  });
}

/** Whether its owner may execute a file of this mode. */
export function isExecutable(mode: number): boolean {
  return (mode & 0o100) !== 0;
}
