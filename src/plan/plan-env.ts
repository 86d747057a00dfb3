import { EnvFile } from '../env-file.ts';
import type { TreeFile } from '../file-tree.ts';
import { conflict, done, type Fate, type File, kept, whatStands } from './fate.ts';
import { mergeEnv } from './merge-env.ts';
import { type Resolution, UNCHANGED } from './plan.ts';

/** What decides over an app's `.env`. */
export interface EnvRun {
  /** The owner's `.env`, when there is one that can be read as text. */
  env: EnvFile | undefined;
  /** The keys of it that this run was given. */
  newKeys: ReadonlySet<string>;
  /** Nothing is recorded: what differs from ours is the owner's. */
  adopting: boolean;
  resolutionOf(path: string): Resolution;
}

/** Plans for an `.env` that is there: its keys are merged, and what cannot be put into it is a conflict. */
export function planEnv(file: File, theirs: EnvFile, next: TreeFile, run: EnvRun): Fate {
  const { env } = run;
  if (!env || file.before.type !== 'file') return planClosed(file, theirs, next, run);
  const { base } = file;
  const resolution = run.resolutionOf(file.path);
  const { content, changed, added, unused, conflicts } = mergeEnv({
    base: { keys: base?.keys ?? [], rendered: renderedBefore(file, theirs) },
    mine: env,
    theirs,
    newKeys: run.newKeys,
    side: resolution === 'theirs' ? 'theirs' : 'ours',
  });
  const both = conflicts.join(', ');
  if (conflicts.length > 0 && resolution === 'abort' && !run.adopting) {
    return conflict(file, `both sides changed ${both}`, next);
  }
  const isChanged = content.reveal() !== env.reveal();
  if (!isChanged && conflicts.length === 0) return kept(file, next, UNCHANGED);
  const isKept = (key: string) => env.get(key) && ![...changed, ...conflicts].includes(key);
  const reason = inWords([
    [changed, 'changed'],
    [added, 'added'],
    [unused, 'no longer used'],
    [conflicts, 'changed by both sides, where yours stays'],
    [theirs.keys().filter(isKept), 'kept'],
  ]);
  const fate = done(file, isChanged ? 'merge' : 'keep', reason, next, { ...next, content });
  return conflicts.length > 0 && resolution === 'inline' ? leftToOwner(fate, both) : fate;
}

/** Markers in it could not be read, and a second file with secrets must not appear: the key is named. */
function leftToOwner({ changes, record }: Fate, keys: string): Fate {
  const left = `both sides changed ${keys}; yours stays, change it there if you want the new one`;
  return { changes: changes.map((change) => ({ ...change, left })), record };
}

/** It cannot be written: a link, a directory, a file that is no text or that we may not read. */
function planClosed(file: File, theirs: EnvFile, next: TreeFile, run: EnvRun): Fate {
  const what = file.before.type === 'file' ? 'it is not text' : whatStands(file.before);
  const keys = keysToWrite(file, theirs, run);
  if (keys.length === 0) return kept(file, next, `${what}, which is yours`);
  if (run.resolutionOf(file.path) === 'ours') {
    return kept(file, next, `${what}, which is yours; ${keys.join(', ')} stays as it is`);
  }
  const remedy = 'Change it there yourself, and keep the file with --conflict ours';
  return conflict(file, `${what}: ${keys.join(', ')} cannot be put in force. ${remedy}`, next);
}

/** Our keys that are not as this run wants them, as far as that can be told without reading the file. */
function keysToWrite(file: File, theirs: EnvFile, { newKeys, adopting }: EnvRun): string[] {
  const old = file.base?.keys ?? (adopting ? theirs.keys() : []);
  const rendered = renderedBefore(file, theirs);
  const isToWrite = (key: string) => {
    if (newKeys.has(key) || !old.includes(key)) return true;
    return !theirs.isSecret(key) && rendered.get(key)?.reveal() !== theirs.get(key)?.reveal();
  };
  const unused = old.filter((key) => !theirs.keys().includes(key));
  return [...theirs.keys().filter(isToWrite), ...unused];
}

/** What the recorded choices render. */
function renderedBefore({ base }: File, theirs: EnvFile): EnvFile {
  return base?.content instanceof EnvFile ? base.content : theirs;
}

function inWords(parts: [keys: readonly string[], what: string][]): string {
  return parts
    .flatMap(([keys, what]) => (keys.length > 0 ? [`${keys.join(', ')} ${what}`] : []))
    .join('; ');
}
