import type { EnvFile } from '../env-file.ts';
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
  /** Where we render it, when its owner has moved it from there. */
  renderedAt?: string;
  action: Action;
  reason: string;
  /** What stood there when the plan was made; `apply` refuses when it is not what it finds. */
  before: Entry;
  /** What stands there afterwards; for `refuse` and `conflict`, what would. Absent when nothing does. */
  after?: TreeFile;
  /** A conflict that this change leaves to the owner, in words. */
  left?: string;
  /** What may be seen of a change among secrets. */
  shown?: { before: string; after: string };
}

/** A file as we rendered it, to be recorded as the base of the next merge. */
export interface Rendered {
  file: TreeFile;
  status: Status;
  /** Where its owner has moved it. */
  at?: string;
}

/**
 * `pending`: its conflicts were left to the owner, who has not resolved them yet. `deleted`: it is gone for good, as its
 * owner has said, or because nothing was like it when we changed it.
 */
export type Status = 'rendered' | 'pending' | 'deleted';

/** A file as we rendered it last; its content is undefined when the record of it is lost. */
export interface Base {
  content: string | EnvFile | undefined;
  executable: boolean;
  /** Of an `.env`: our keys in it. */
  keys?: readonly string[];
  /** Where its owner has moved it, as recorded. */
  at?: string;
  /** It is gone for good. */
  isDeleted?: boolean;
}

/** All changes, in the order of their paths, and what is recorded of our files, by the paths that we render them at. */
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

/** Whether there is something to do, or to ask, or that its owner has to do. */
export function isDrift({ action, left }: Change): boolean {
  return WRITING.has(action) || action === 'conflict' || left !== undefined;
}

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
