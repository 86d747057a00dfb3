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
  recordOf,
  whatStands,
} from './fate.ts';
import { type Merging, mergeFile, wholeConflict } from './merge-file.ts';
import { mergeText, normalize } from './merge-text.ts';
import type { Base, Change, Plan, Rendered } from './plan.ts';
import { type EnvRun, planEnv } from './plan-env.ts';
import type { Whereabouts } from './whereabouts.ts';

export interface Regeneration extends Merging, EnvRun {
  tree: FileTree;
  bases: ReadonlyMap<string, Base>;
  snapshot: Snapshot;
  /** Deleted files that come back. */
  restored: ReadonlySet<string>;
  whereabouts: Whereabouts;
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
  for (const renderedAt of paths) {
    const path = run.whereabouts.moved.get(renderedAt) ?? renderedAt;
    const before = run.snapshot.get(path) ?? { type: 'absent' };
    const [base, next] = [run.bases.get(renderedAt), run.tree.get(renderedAt)];
    const fate = planFile({ path, renderedAt, before, base, next }, run);
    changes.push(...fate.changes);
    if (fate.record) record.set(renderedAt, fate.record);
  }
  const byPath = (a: Change, b: Change) => (a.path < b.path ? -1 : 1);
  return { changes: changes.sort(byPath), record };
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
  if (isSecretFile && run.newKeys.size > 0)
    return done(file, 'create', 'for what this run was given', next);
  if (isSecretFile) return done(file, 'keep', 'there is none here, and none is made', next);
  if (base || run.adopting) return planGone(file, next, run);
  return done(file, 'create', 'new', next);
}

/** What its owner has deleted stays away; but a change is not to be lost where it may only have been moved. */
function planGone(file: File, next: TreeFile, run: Regeneration): Fate {
  const { path, base } = file;
  const { doubtful, deleted } = run.whereabouts;
  const candidates = doubtful.get(path);
  const isSame = base?.content === next.content && !deleted.has(path);
  const back = `--restore ${path} brings it back`;
  if (candidates) {
    const reason = `you deleted it, or moved it: ${saidBy(path, candidates)}`;
    if (isSame) return done(file, 'deleted', `${reason}; ${back}`, next);
    if (run.resolutionOf(path) !== 'ours') {
      return conflict(file, `${reason}, and --conflict ours that you deleted it`, next);
    }
  }
  const fate = done(file, 'deleted', `you deleted it; ${back}`, next);
  // Its owner never had what is recorded of it from now on: nothing could be found by that.
  return isSame ? fate : { ...fate, record: recordOf(file, next, 'deleted') };
}

/** How its owner says where it is. */
function saidBy(path: string, candidates: readonly string[]): string {
  const flags = candidates.map((candidate) => `--moved ${path}=${candidate}`);
  const named = flags.length > FEW ? [...flags.slice(0, FEW), '…'] : flags;
  return `${named.join(' or ')} says so`;
}

/** As many candidates as are named in a sentence. */
const FEW = 3;

/** A symbolic link, a directory, or something on the way to it that is no directory: never ours to replace. */
function planOtherType(file: File, next: TreeFile, run: Regeneration): Fate {
  const what = whatStands(file.before);
  const isOffered = file.base?.content !== next.content;
  if (!isOffered || run.adopting || run.resolutionOf(file.path) === 'ours')
    return kept(file, next, `${what}, which is yours`);
  return conflict(file, `${what}; keep it with --conflict ours`, next);
}
