import type { FileTree, TreeFile } from '../file-tree.ts';
import type { Entry, Snapshot } from '../project/snapshot.ts';
import { whatStands } from './fate.ts';
import { type Change, isExecutable, type Plan, type Rendered } from './plan.ts';

/**
 * Plans a new app: what is there already stays as it is, but for a `.gitignore`, which gets the lines it lacks.
 *
 * @param overwrite the occupied paths that may be replaced
 */
export function planCreate(tree: FileTree, snapshot: Snapshot, overwrite: boolean): Plan {
  const changes = [...tree].map(([path, file]) => {
    const before = snapshot.get(path) ?? { type: 'absent' };
    return planFile(path, file, before, overwrite);
  });
  const record = new Map([...tree].map(([path, file]) => [path, rendered(file)]));
  return { changes, record };
}

function rendered(file: TreeFile): Rendered {
  return { file, status: 'rendered' };
}

function planFile(path: string, after: TreeFile, before: Entry, overwrite: boolean): Change {
  switch (before.type) {
    case 'absent':
      return { path, action: 'create', reason: 'new', before, after };
    case 'file':
      if (path === '.gitignore' && before.text !== undefined) {
        return planIgnoreFile(path, after, before, before.text);
      }
      return overwrite
        ? {
            path,
            action: 'replace',
            reason: 'overwritten as asked',
            before,
            after: keepExecutable(after, before.mode),
          }
        : { path, action: 'refuse', reason: 'there is a file', before, after };
    default:
      return { path, action: 'refuse', reason: whatStands(before), before, after };
  }
}

/** What the owner may execute stays so. */
function keepExecutable(after: TreeFile, mode: number): TreeFile {
  return { ...after, executable: after.executable || isExecutable(mode) };
}

function planIgnoreFile(path: string, after: TreeFile, before: Entry, text: string): Change {
  const content = addMissingLines(text, String(after.content));
  const merged = keepExecutable({ ...after, content }, before.type === 'file' ? before.mode : 0);
  return merged.content === text
    ? { path, action: 'keep', reason: 'it holds every line needed', before, after: merged }
    : { path, action: 'merge', reason: 'the lines it lacks are added', before, after: merged };
}

/** Adds the lines of `wanted` that `text` lacks to its end, in the line ends of `text`. */
export function addMissingLines(text: string, wanted: string): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const present = new Set<string>();
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const rule = line.trim();
    // A later `!.env` takes an earlier `.env` back.
    if (rule.startsWith('!')) present.delete(rule.slice(1));
    else present.add(rule);
  }
  const missing = wanted.split('\n').filter((line) => line !== '' && !present.has(line));
  if (missing.length === 0) return text;
  const start = text === '' || text.endsWith('\n') ? text : text + lineEnd;
  return start + missing.map((line) => line + lineEnd).join('');
}
