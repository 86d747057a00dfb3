import type { EnvFile } from '../env-file.ts';
import { refuse } from '../errors.ts';
import type { FileTree } from '../file-tree.ts';
import type { Entry, Snapshot } from '../project/snapshot.ts';
import { whatStands } from './fate.ts';
import { mergeJson } from './merge-json.ts';
import { type Change, isExecutable, type Plan } from './plan.ts';
import { addMissingLines } from './plan-create.ts';

/** A text of the owner's with what we add to it. */
export interface OwnersFile {
  path: string;
  /** What `after` was made from, where that was read before the snapshot. */
  before?: string;
  after: string;
  reason: string;
}

/** What is added to somebody's app. */
export interface Addition {
  /** The new files. */
  tree: FileTree;
  /** What stands at their paths and at those of the owner's files. */
  snapshot: Snapshot;
  source: OwnersFile;
  /** Packages that are needed, by the key of package.json. */
  packages: Readonly<Record<string, Readonly<Record<string, string>>>>;
  env: { path: string; after: EnvFile; reason: string } | undefined;
  /** Lines that git's ignore file needs. */
  ignored: readonly string[];
  /** An example of an `.env`, with placeholders. */
  example: OwnersFile | undefined;
}

/**
 * Plans an addition: new files, and in the owner's files what is new. Only the new files are recorded as ours.
 *
 * @throws Refusal when a file of theirs has changed since it was read: questions may have been asked in between
 */
export function planAdd(addition: Addition): Plan {
  const { tree, snapshot, source, env, example } = addition;
  const at = (path: string): Entry => snapshot.get(path) ?? { type: 'absent' };
  const owners = [source, packageJson(addition), ignoreFile(addition), example];
  const changes = [
    ...[...tree].map(([path, file]): Change => {
      const before = at(path);
      if (before.type === 'absent')
        return { path, action: 'create', reason: 'new', before, after: file };
      return { path, action: 'refuse', reason: whatStands(before), before, after: file };
    }),
    ...owners.filter((file) => file !== undefined).map((file) => owned(file, at(file.path))),
    ...(env ? [envChange(env, at(env.path))] : []),
  ];
  const sorted = changes.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const record = new Map(
    [...tree].map(([path, file]) => [path, { file, status: 'rendered' } as const]),
  );
  return { changes: sorted, record };
}

function owned(file: OwnersFile, before: Entry): Change {
  const { path, after: content, reason } = file;
  const hasChanged = before.type !== 'file' || before.text !== file.before;
  if (file.before !== undefined && hasChanged) {
    const message = `${path} has changed while this run looked at it. Run it again.`;
    throw refuse('changed-meanwhile', message, path);
  }
  const executable = before.type === 'file' && isExecutable(before.mode);
  const after = { content, policy: 'merge', executable } as const;
  if (before.type === 'absent') return { path, action: 'create', reason: 'new', before, after };
  const action = before.type === 'file' && before.text !== undefined ? 'merge' : 'refuse';
  return { path, action, reason: action === 'merge' ? reason : whatStands(before), before, after };
}

function envChange(
  { path, after: content, reason }: NonNullable<Addition['env']>,
  entry: Entry,
): Change {
  const after = { content, policy: 'structured', executable: false } as const;
  // Its text is not to be seen, under whatever name it goes.
  const before: Entry = entry.type === 'file' ? { ...entry, text: undefined } : entry;
  if (before.type === 'absent') return { path, action: 'create', reason, before, after };
  const action = before.type === 'file' ? 'merge' : 'refuse';
  return { path, action, reason: action === 'merge' ? reason : whatStands(before), before, after };
}

/** The packages that are missing, in the place and order that the others have; a range of the owner's stays. */
function packageJson({ snapshot, packages }: Addition): OwnersFile | undefined {
  const path = 'package.json';
  const before = snapshot.get(path);
  if (before?.type !== 'file' || before.text === undefined) return undefined;
  const result = mergeJson('{}', before.text, JSON.stringify(packages), 'ours');
  if ('fault' in result || result.text === before.text) return undefined;
  const names = Object.values(packages).flatMap((one) => Object.keys(one));
  const added = names.filter((name) => !before.text?.includes(`"${name}"`));
  return { path, after: result.text, reason: `${added.join(', ')} added` };
}

function ignoreFile({ snapshot, ignored }: Addition): OwnersFile | undefined {
  const path = '.gitignore';
  const before = snapshot.get(path);
  const old = before?.type === 'file' ? (before.text ?? '') : '';
  const after = addMissingLines(old, ignored.map((line) => `${line}\n`).join(''));
  return after === old ? undefined : { path, after, reason: 'the lines it lacks are added' };
}
