import { EnvFile } from '../env-file.ts';
import type { FileTree, TreeFile } from '../file-tree.ts';
import type { Entry, Snapshot } from '../project/snapshot.ts';
import { mergeEnv } from './merge-env.ts';
import { mergeJson } from './merge-json.ts';
import { inStyleOf, type Labels, mergeText, normalize } from './merge-text.ts';
import {
  type Action,
  type Change,
  isExecutable,
  type Plan,
  type Rendered,
  type Resolution,
  UNCHANGED,
} from './plan.ts';

/** A file as we rendered it last; its content is undefined when the record of it is lost. */
export interface Base {
  content: string | EnvFile | undefined;
  executable: boolean;
  /** Of an `.env`: our keys in it. */
  keys?: readonly string[];
}

export interface Regeneration {
  tree: FileTree;
  bases: ReadonlyMap<string, Base>;
  snapshot: Snapshot;
  /** The owner's `.env`, when there is one. */
  env: EnvFile | undefined;
  /** Nothing is recorded: what differs from ours is the owner's, and what is not there they have deleted. */
  adopting: boolean;
  /** Deleted files that come back. */
  restored: ReadonlySet<string>;
  /** The keys of `.env` that this run was given. */
  given: ReadonlySet<string>;
  resolutionOf(path: string): Resolution;
  labels: Labels;
}

/** One path: the copy there, what we rendered last, and what we render now. */
interface File {
  path: string;
  before: Entry;
  base: Base | undefined;
  next: TreeFile | undefined;
}

interface Outcome {
  changes: Change[];
  record?: Rendered | undefined;
}

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
    const outcome = planFile(file, run);
    changes.push(...outcome.changes);
    if (outcome.record) record.set(path, outcome.record);
  }
  return { changes, record };
}

function planFile(file: File, run: Regeneration): Outcome {
  const { next, base, before } = file;
  if (!next) return planDropped(file);
  if (before.type === 'absent') return planAbsent(file, next, run);
  if (before.type !== 'file') return planOtherType(file, next, before, run);
  if (next.content instanceof EnvFile) return planEnv(file, next.content, next, run);
  if (next.policy === 'once') return kept(file, next, 'it is yours since it was created');
  if (before.text !== undefined && normalize(before.text) === normalize(next.content)) {
    const isKnown = base?.content !== undefined;
    return isKnown
      ? planExecutable(file, next)
      : done(file, 'adopt', 'it is as we render it', next);
  }
  if (run.adopting) return kept(file, next, 'it differs from ours, so it is taken for yours');
  if (base?.content === undefined || base.content instanceof EnvFile) {
    const reason = base ? 'the record of it is lost or damaged' : 'there is a file of yours';
    return planConflict(file, next, '', reason, run);
  }
  return planChanged(file, base.content, next, run);
}

/** The owner's copy and the new one differ. */
function planChanged(file: File, base: string, next: TreeFile, run: Regeneration): Outcome {
  const { before } = file;
  const content = String(next.content);
  if (before.type !== 'file') throw new Error('there is no copy to compare');
  if (before.text !== undefined && normalize(before.text) === normalize(base)) {
    const { text } = mergeText(base, before.text, content, 'theirs', run.labels);
    return replaced(file, { ...next, content: text }, next);
  }
  if (content === base) return planExecutable(file, next, YOURS);
  if (before.text === undefined || isBinary(before.text)) {
    return planConflict(file, next, base, 'both sides changed it, and it is not text', run);
  }
  return next.policy === 'structured'
    ? planKeys(file, base, before.text, next, run)
    : planLines(file, base, before.text, next, run);
}

const YOURS = 'you changed it, and we did not';
const HELD = 'it holds what we changed, or you decided otherwise';

function planLines(
  file: File,
  base: string,
  mine: string,
  next: TreeFile,
  run: Regeneration,
): Outcome {
  const resolution = run.resolutionOf(file.path);
  const side = resolution === 'ours' || resolution === 'theirs' ? resolution : 'markers';
  const { text, conflicts } = mergeText(base, mine, String(next.content), side, run.labels);
  const reason =
    conflicts === 1 ? 'both sides changed one place' : `both sides changed ${conflicts} places`;
  if (conflicts === 0 || side !== 'markers') return merged(file, text, mine, next);
  if (resolution === 'abort') return conflict(file, reason, next);
  return takesMarkers(file.path)
    ? leftInline(file, next, reason, text)
    : offeredBeside(file, next, reason, mine);
}

function planKeys(
  file: File,
  base: string,
  mine: string,
  next: TreeFile,
  run: Regeneration,
): Outcome {
  const resolution = run.resolutionOf(file.path);
  const result = mergeJson(
    base,
    mine,
    String(next.content),
    resolution === 'theirs' ? 'theirs' : 'ours',
  );
  if ('fault' in result)
    return planConflict(file, next, base, `it cannot be merged: ${result.fault}`, run);
  const { text, conflicts } = result;
  const reason = `both sides changed ${conflicts.join(', ')}`;
  if (conflicts.length === 0 || resolution === 'ours' || resolution === 'theirs') {
    return merged(file, text, mine, next);
  }
  if (resolution === 'abort') return conflict(file, reason, next);
  return offeredBeside(file, next, reason, text);
}

/** A whole file that both sides have, and no way to tell what either changed. */
function planConflict(
  file: File,
  next: TreeFile,
  base: string,
  reason: string,
  run: Regeneration,
): Outcome {
  const { before } = file;
  const mine = before.type === 'file' ? before.text : undefined;
  switch (run.resolutionOf(file.path)) {
    case 'abort':
      return conflict(file, reason, next);
    case 'ours':
      return kept(file, next, reason);
    case 'theirs': {
      const content = inStyleOf(mine ?? '', String(next.content));
      return done(file, 'replace', reason, next, { ...next, content });
    }
    case 'inline': {
      const isLines = mine !== undefined && !isBinary(mine) && next.policy !== 'structured';
      if (!isLines || !takesMarkers(file.path)) return offeredBeside(file, next, reason, mine);
      const { text } = mergeText(base, mine, String(next.content), 'markers', run.labels);
      return leftInline(file, next, reason, text);
    }
  }
}

/** Both sides stand in the file, for its owner to choose. */
function leftInline(file: File, next: TreeFile, reason: string, text: string): Outcome {
  const after = { ...next, content: text };
  return {
    changes: [change(file, 'merge', `${reason}: look for <<<<<<<`, after)],
    record: { file: next, status: 'pending' },
  };
}

/** JSON and YAML with markers in it could not be read: the new render is put beside the file. */
function offeredBeside(
  file: File,
  next: TreeFile,
  reason: string,
  content: string | undefined,
): Outcome {
  const before: Entry = { type: 'absent' };
  const path = `${file.path}.new`;
  const own = file.before.type === 'file' ? file.before.text : undefined;
  const beside = {
    path,
    action: 'create',
    reason: `for ${file.path}: ${reason}`,
    before,
    after: next,
  } as const;
  const stays = content === undefined || content === own;
  const copy = stays
    ? change(file, 'keep', reason, next)
    : change(file, 'merge', reason, { ...next, content });
  return { changes: [copy, beside], record: { file: next, status: 'pending' } };
}

/** We no longer render it. */
function planDropped(file: File): Outcome {
  const { before, base } = file;
  if (before.type === 'absent') return { changes: [] };
  const isOurs =
    before.type === 'file' && before.text !== undefined && normalize(before.text) === base?.content;
  if (!isOurs)
    return { changes: [change(file, 'keep', 'we no longer render it; it is yours now')] };
  return { changes: [change(file, 'remove', 'we no longer render it')] };
}

function planAbsent(file: File, next: TreeFile, run: Regeneration): Outcome {
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
function planOtherType(file: File, next: TreeFile, before: Entry, run: Regeneration): Outcome {
  const what =
    before.type === 'blocked' ? `${before.by} is a ${before.what}` : `there is a ${before.type}`;
  const { base } = file;
  const isOffered = !(next.content instanceof EnvFile) && base?.content !== next.content;
  if (!isOffered || run.adopting || run.resolutionOf(file.path) === 'ours')
    return kept(file, next, `${what}, which is yours`);
  return conflict(file, `${what}; keep it with --conflict ours`, next);
}

function planEnv(file: File, theirs: EnvFile, next: TreeFile, run: Regeneration): Outcome {
  const { base } = file;
  const mine = run.env;
  const rendered = base?.content instanceof EnvFile ? base.content : theirs;
  if (!mine) return conflict(file, 'it is not text', next);
  const resolution = run.resolutionOf(file.path);
  const { content, changed, added, unused, conflicts } = mergeEnv({
    base: { keys: base?.keys ?? [], rendered },
    mine,
    theirs,
    given: run.given,
    side: resolution === 'theirs' ? 'theirs' : 'ours',
  });
  const isKept = (key: string) => mine.get(key) && ![...changed, ...conflicts].includes(key);
  const stays = theirs.keys().filter(isKept);
  const reason = [
    [changed, 'changed'],
    [added, 'added'],
    [unused, 'no longer used'],
    [conflicts, 'changed by both sides, where yours stays'],
    [stays, 'kept'],
  ]
    .flatMap(([keys = [], what]) => (keys.length > 0 ? [`${[...keys].join(', ')} ${what}`] : []))
    .join('; ');
  if (conflicts.length > 0 && resolution === 'abort' && !run.adopting) {
    return conflict(file, `both sides changed ${conflicts.join(', ')}`, next);
  }
  const isChanged = content.reveal() !== mine.reveal();
  if (!isChanged && conflicts.length === 0) return kept(file, next, UNCHANGED);
  return done(file, isChanged ? 'merge' : 'keep', reason, next, { ...next, content });
}

function merged(file: File, text: string, mine: string, next: TreeFile): Outcome {
  if (text === mine) return planExecutable(file, next, HELD);
  return done(file, 'merge', 'your changes and ours', next, { ...next, content: text });
}

function replaced(file: File, after: TreeFile, next: TreeFile): Outcome {
  return done(file, 'replace', 'you have not changed it', next, after);
}

/** The contents stay; whether it may be executed is ours to change as well. */
function planExecutable(file: File, next: TreeFile, reason = UNCHANGED): Outcome {
  const { before, base } = file;
  const changes = base !== undefined && base.executable !== next.executable;
  const has = before.type === 'file' && isExecutable(before.mode);
  if (!changes || has === next.executable) return kept(file, next, reason);
  const content = before.type === 'file' ? (before.text ?? next.content) : next.content;
  return done(
    file,
    'replace',
    next.executable ? 'it is executable now' : 'it is no longer executable',
    next,
    { ...next, content },
  );
}

function kept(file: File, next: TreeFile, reason: string): Outcome {
  return done(file, 'keep', reason, next);
}

function conflict(file: File, reason: string, next: TreeFile): Outcome {
  return done(file, 'conflict', reason, next);
}

/** A change after which the new render is the base. Of a file that stands, only we change the executable bits. */
function done(file: File, action: Action, reason: string, next: TreeFile, after = next): Outcome {
  return {
    changes: [change(file, action, reason, after)],
    record: { file: next, status: 'rendered' },
  };
}

function change(
  { path, before, base }: File,
  action: Action,
  reason: string,
  after?: TreeFile,
): Change {
  if (!after) return { path, action, reason, before };
  const isOurs = before.type !== 'file' || (base && base.executable !== after.executable);
  const executable = isOurs ? after.executable : isExecutable(before.mode);
  return { path, action, reason, before, after: { ...after, executable } };
}

/** A NUL in the first 8 kB, as for git. */
function isBinary(text: string): boolean {
  return text.slice(0, 8_000).includes('\0');
}

function takesMarkers(path: string): boolean {
  return !/\.(json|ya?ml)$/.test(path);
}
