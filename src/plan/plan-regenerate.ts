import { EnvFile } from '../env-file.ts';
import type { FileTree, TreeFile } from '../file-tree.ts';
import type { Snapshot } from '../project/snapshot.ts';
import {
  changeOf,
  conflict,
  contentsKept,
  done,
  type Fate,
  type File,
  kept,
  whatStands,
} from './fate.ts';
import { type Merging, mergeFile, wholeConflict } from './merge-file.ts';
import { mergeText, normalize } from './merge-text.ts';
import type { Change, Plan, Rendered } from './plan.ts';
import { type EnvRun, planEnv } from './plan-env.ts';

/** A file as we rendered it last; its content is undefined when the record of it is lost. */
export interface Base {
  content: string | EnvFile | undefined;
  executable: boolean;
  /** Of an `.env`: our keys in it. */
  keys?: readonly string[];
}

export interface Regeneration extends Merging, EnvRun {
  tree: FileTree;
  bases: ReadonlyMap<string, Base>;
  snapshot: Snapshot;
  /** Deleted files that come back. */
  restored: ReadonlySet<string>;
}

const YOURS = 'you changed it, and we did not';

/**
 * Plans to bring an app up to date: what only we changed is taken, what only the owner changed stays, and what both
 * changed is merged by the file's policy. A path with a conflict that `resolutionOf` leaves open is a `conflict`.
 */
export function planRegenerate(run: Regeneration): Plan {
  const paths = [...new Set([...run.tree.keys(), ...run.bases.keys()])].sort();
  const changes: Change[] = [];
  const record = new Map<string, Rendered>();
  for (const path of paths) {
    const before = run.snapshot.get(path) ?? { type: 'absent' };
    const file = { path, before, base: run.bases.get(path), next: run.tree.get(path) };
    const fate = planFile(file, run);
    changes.push(...fate.changes);
    if (fate.record) record.set(path, fate.record);
  }
  return { changes, record };
}

function planFile(file: File, run: Regeneration): Fate {
  const { next, base, before } = file;
  if (!next) return planDropped(file);
  if (before.type === 'absent') return planAbsent(file, next, run);
  if (next.content instanceof EnvFile) return planEnv(file, next.content, next, run);
  if (before.type !== 'file') return planOtherType(file, next, run);
  if (next.policy === 'once') return kept(file, next, 'it is yours since it was created');
  if (before.text !== undefined && normalize(before.text) === normalize(next.content)) {
    const isKnown = base?.content !== undefined;
    return isKnown ? contentsKept(file, next) : done(file, 'adopt', 'it is as we render it', next);
  }
  if (run.adopting) return kept(file, next, 'it differs from ours, so it is taken for yours');
  if (base?.content === undefined || base.content instanceof EnvFile) {
    const reason = base ? 'the record of it is lost or damaged' : 'there is a file of yours';
    return wholeConflict(file, next, '', reason, run);
  }
  return planDifferent(file, before.text, base.content, next, run);
}

/** The owner's copy and the new one differ. */
function planDifferent(
  file: File,
  mine: string | undefined,
  base: string,
  next: TreeFile,
  run: Regeneration,
): Fate {
  const content = String(next.content);
  if (mine !== undefined && normalize(mine) === normalize(base)) {
    const { text } = mergeText(base, mine, content, 'theirs', run.labels);
    return done(file, 'replace', 'you have not changed it', next, { ...next, content: text });
  }
  if (content === base) return contentsKept(file, next, YOURS);
  return mergeFile(file, base, next, run);
}

/** We no longer render it. */
function planDropped(file: File): Fate {
  const { before, base } = file;
  if (before.type === 'absent') return { changes: [] };
  const isOurs =
    before.type === 'file' && before.text !== undefined && normalize(before.text) === base?.content;
  if (!isOurs)
    return { changes: [changeOf(file, 'keep', 'we no longer render it; it is yours now')] };
  return { changes: [changeOf(file, 'remove', 'we no longer render it')] };
}

function planAbsent(file: File, next: TreeFile, run: Regeneration): Fate {
  const { path, base } = file;
  const isSecretFile = next.content instanceof EnvFile;
  if (run.restored.has(path)) return done(file, 'create', 'restored as asked', next);
  if (isSecretFile && run.given.size > 0)
    return done(file, 'create', 'for what this run was given', next);
  if (isSecretFile) return done(file, 'keep', 'there is none here, and none is made', next);
  if (base || run.adopting)
    return done(file, 'deleted', `you deleted it; --restore ${path} brings it back`, next);
  return done(file, 'create', 'new', next);
}

/** A symbolic link, a directory, or something on the way to it that is no directory: never ours to replace. */
function planOtherType(file: File, next: TreeFile, run: Regeneration): Fate {
  const what = whatStands(file.before);
  const isOffered = file.base?.content !== next.content;
  if (!isOffered || run.adopting || run.resolutionOf(file.path) === 'ours')
    return kept(file, next, `${what}, which is yours`);
  return conflict(file, `${what}; keep it with --conflict ours`, next);
}
