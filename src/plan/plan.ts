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
  /** What stands there afterwards; for `refuse`, what would. */
  after: TreeFile;
}

/** All changes, in the order of their paths. */
export interface Plan {
  changes: readonly Change[];
}

/** The changes that keep a plan from being applied. */
export function refusals({ changes }: Plan): Change[] {
  return changes.filter(({ action }) => action === 'refuse');
}
