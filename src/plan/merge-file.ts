import type { TreeFile } from '../file-tree.ts';
import {
  changeOf,
  conflict,
  contentsKept,
  done,
  type Fate,
  type File,
  kept,
  recordOf,
} from './fate.ts';
import { mergeJson } from './merge-json.ts';
import { inStyleOf, type Labels, mergeText } from './merge-text.ts';
import type { Resolution } from './plan.ts';

/** What decides where both sides changed a place. */
export interface Merging {
  resolutionOf(path: string): Resolution;
  labels: Labels;
}

const HELD = 'it holds what we changed, or you decided otherwise';

/** Merges what both sides changed of a file, by its policy. */
export function mergeFile(file: File, base: string, next: TreeFile, merging: Merging): Fate {
  const mine = textOf(file);
  if (mine === undefined || isBinary(mine)) {
    return wholeConflict(file, next, base, 'both sides changed it, and it is not text', merging);
  }
  return next.policy === 'structured'
    ? mergeKeys(file, base, mine, next, merging)
    : mergeLines(file, base, mine, next, merging);
}

function mergeLines(
  file: File,
  base: string,
  mine: string,
  next: TreeFile,
  { resolutionOf, labels }: Merging,
): Fate {
  const resolution = resolutionOf(file.path);
  const side = resolution === 'ours' || resolution === 'theirs' ? resolution : 'markers';
  const { text, conflicts } = mergeText(base, mine, String(next.content), side, labels);
  const reason =
    conflicts === 1 ? 'both sides changed one place' : `both sides changed ${conflicts} places`;
  if (conflicts === 0 || side !== 'markers') return merged(file, text, mine, next);
  if (resolution === 'abort') return conflict(file, reason, next);
  return takesMarkers(file.path)
    ? leftInline(file, next, reason, text)
    : offeredBeside(file, next, reason, mine);
}

function mergeKeys(file: File, base: string, mine: string, next: TreeFile, merging: Merging): Fate {
  const resolution = merging.resolutionOf(file.path);
  const side = resolution === 'theirs' ? 'theirs' : 'ours';
  const result = mergeJson(base, mine, String(next.content), side);
  if ('fault' in result) {
    return wholeConflict(file, next, base, `it cannot be merged: ${result.fault}`, merging);
  }
  const { text, conflicts } = result;
  const reason = `both sides changed ${conflicts.join(', ')}`;
  if (conflicts.length === 0 || resolution === 'ours' || resolution === 'theirs') {
    return merged(file, text, mine, next);
  }
  if (resolution === 'abort') return conflict(file, reason, next);
  return offeredBeside(file, next, reason, text);
}

function merged(file: File, text: string, mine: string, next: TreeFile): Fate {
  if (text === mine) return contentsKept(file, next, HELD);
  return done(file, 'merge', 'your changes and ours', next, { ...next, content: text });
}

/** A whole file that both sides have, and no way to tell what either changed. */
export function wholeConflict(
  file: File,
  next: TreeFile,
  base: string,
  reason: string,
  { resolutionOf, labels }: Merging,
): Fate {
  const mine = textOf(file);
  switch (resolutionOf(file.path)) {
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
      const { text } = mergeText(base, mine, String(next.content), 'markers', labels);
      return leftInline(file, next, reason, text);
    }
  }
}

/** Both sides stand in the file, for its owner to choose. */
function leftInline(file: File, next: TreeFile, reason: string, text: string): Fate {
  const after = { ...next, content: text };
  const change = changeOf(file, 'merge', `${reason}: look for <<<<<<<`, after);
  return {
    changes: [{ ...change, left: reason }],
    record: recordOf(file, next, 'pending'),
  };
}

/** JSON and YAML with markers in it could not be read: the new render is put beside the file. */
function offeredBeside(
  file: File,
  next: TreeFile,
  reason: string,
  content: string | undefined,
): Fate {
  const stays = content === undefined || content === textOf(file);
  const copy = stays
    ? changeOf(file, 'keep', reason, next)
    : changeOf(file, 'merge', reason, { ...next, content });
  const beside = {
    path: `${file.path}.new`,
    action: 'create',
    reason: `for ${file.path}: ${reason}`,
    before: { type: 'absent' },
    after: next,
  } as const;
  return {
    changes: [{ ...copy, left: reason }, beside],
    record: recordOf(file, next, 'pending'),
  };
}

/** The owner's copy, when it is text. */
function textOf({ before }: File): string | undefined {
  return before.type === 'file' ? before.text : undefined;
}

/** A NUL in the first 8 kB, as for git. */
function isBinary(text: string): boolean {
  return text.slice(0, 8_000).includes('\0');
}

function takesMarkers(path: string): boolean {
  return !/\.(json|ya?ml)$/.test(path);
}
