import type { TreeFile } from '../file-tree.ts';
import type { Entry } from '../project/snapshot.ts';
import type { Base } from './plan.ts';
import {
  type Action,
  type Change,
  isExecutable,
  type Rendered,
  type Status,
  UNCHANGED,
} from './plan.ts';

/** One path: the copy there, what we rendered last, and what we render now. */
export interface File {
  /** Where it stands. */
  path: string;
  /** Where we render it: the same path, unless its owner has moved it. */
  renderedAt: string;
  before: Entry;
  base: Base | undefined;
  next: TreeFile | undefined;
}

/** What becomes of a file, and of what is put beside it. */
export interface Fate {
  changes: Change[];
  record?: Rendered | undefined;
}

/** What is at a path instead of a file of ours, in words. */
export function whatStands(before: Entry): string {
  switch (before.type) {
    case 'blocked':
      return `${before.by} is a ${before.what}`;
    case 'unreadable':
      return 'there is a file that cannot be read';
    case 'other':
      return 'there is something that is no file';
    default:
      return `there is a ${before.type}`;
  }
}

export function kept(file: File, next: TreeFile, reason: string): Fate {
  return done(file, 'keep', reason, next);
}

export function conflict(file: File, reason: string, next: TreeFile): Fate {
  return done(file, 'conflict', reason, next);
}

/** A change after which the new render is the base. */
export function done(
  file: File,
  action: Action,
  reason: string,
  next: TreeFile,
  after = next,
): Fate {
  return {
    changes: [changeOf(file, action, reason, after)],
    record: recordOf(file, next, 'rendered'),
  };
}

export function recordOf({ path, renderedAt }: File, next: TreeFile, status: Status): Rendered {
  return { file: next, status, ...(path !== renderedAt && { at: path }) };
}

/** The contents stay; whether it may be executed is ours to change as well. */
export function contentsKept(file: File, next: TreeFile, reason = UNCHANGED): Fate {
  const { before, base } = file;
  const changes = base !== undefined && base.executable !== next.executable;
  const has = before.type === 'file' && isExecutable(before.mode);
  if (!changes || has === next.executable) return kept(file, next, reason);
  const content = before.type === 'file' ? (before.text ?? next.content) : next.content;
  const what = next.executable ? 'it is executable now' : 'it is no longer executable';
  return done(file, 'replace', what, next, { ...next, content });
}

/** Of a file that stands, only we change the executable bits. */
export function changeOf(file: File, action: Action, reason: string, after?: TreeFile): Change {
  const { path, renderedAt, before, base } = file;
  const change = {
    path,
    action,
    reason: withWhence(file, reason),
    before,
    ...(path !== renderedAt && { renderedAt }),
  };
  if (!after) return change;
  const isOurs = before.type !== 'file' || (base && base.executable !== after.executable);
  const executable = isOurs ? after.executable : isExecutable(before.mode);
  return { ...change, after: { ...after, executable } };
}

/** That a file was moved is said when we find it, and when something happens to it. */
function withWhence({ path, renderedAt, base }: File, reason: string): string {
  if (path === renderedAt) return reason;
  const whence = `you moved it from ${renderedAt}`;
  if (reason !== UNCHANGED) return `${whence}: ${reason}`;
  return base?.at === path ? UNCHANGED : whence;
}
