import type { EnvFile } from '../env-file.ts';

export interface EnvMerge {
  /** Our keys in the file as it was rendered last: their names, and what the recorded choices render. */
  base: { keys: readonly string[]; rendered: EnvFile };
  mine: EnvFile;
  theirs: EnvFile;
  /** The keys of secrets that this run was given. */
  newKeys: ReadonlySet<string>;
  side: 'ours' | 'theirs';
}

export interface MergedEnv {
  content: EnvFile;
  /** What was done, by the names of the keys. */
  changed: string[];
  added: string[];
  /** Made comments of, because nothing reads them any more. */
  unused: string[];
  /** What both sides changed differently. */
  conflicts: string[];
}

const UNUSED = 'unused since regenerate; delete it once the new source works';

/**
 * Merges three ways, key by key, and only our keys; every other byte stays. A secret that stands is kept unless this
 * run was given another, and is never lost: it stays as a comment.
 */
export function mergeEnv({ base, mine, theirs, newKeys, side }: EnvMerge): MergedEnv {
  const merged: MergedEnv = { content: mine, changed: [], added: [], unused: [], conflicts: [] };
  for (const key of theirs.keys()) {
    const next = theirs.get(key);
    if (!next) continue;
    const own = mine.get(key)?.reveal();
    const wasOurs = base.keys.includes(key);
    if (own === next.reveal()) continue;
    if (own === undefined) {
      // A key that the owner took out comes from elsewhere now.
      if (wasOurs && !newKeys.has(key)) continue;
      merged.content = merged.content.add(key, next, theirs.commentsAbove(key));
      merged.added.push(key);
    } else if (theirs.isSecret(key)) {
      if (!newKeys.has(key)) continue;
      if (key === 'SESSION_SECRET') {
        merged.content = merged.content.commentOut(key, UNUSED).add(key, next, []);
        merged.unused.push(key);
      } else merged.content = merged.content.with(key, next);
      merged.changed.push(key);
    } else {
      const old = wasOurs ? base.rendered.get(key)?.reveal() : undefined;
      if (old === next.reveal()) continue;
      if (old !== own) merged.conflicts.push(key);
      if (old !== own && side === 'ours') continue;
      merged.content = merged.content.with(key, next);
      merged.changed.push(key);
    }
  }
  for (const key of base.keys) {
    if (theirs.keys().includes(key) || !mine.get(key)) continue;
    merged.content = merged.content.commentOut(key, UNUSED);
    merged.unused.push(key);
  }
  return merged;
}
