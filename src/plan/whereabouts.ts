import { EnvFile, mayHoldSecrets } from '../env-file.ts';
import type { FileTree } from '../file-tree.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { normalize } from './merge-text.ts';
import type { Base } from './plan.ts';
import { LEAST_SIMILARITY, type Pieces, piecesOf, similarity } from './similarity.ts';

/** What became of files that are not where we render them. Each is named by the path that we render it at. */
export interface Whereabouts {
  /** Where its owner has moved it. */
  moved: ReadonlyMap<string, string>;
  /** It is gone, and one of these files may be it, or none. */
  doubtful: ReadonlyMap<string, readonly string[]>;
  /** It is gone for good. */
  deleted: ReadonlySet<string>;
}

export interface Standing {
  moved: Map<string, string>;
  deleted: Set<string>;
  /** What may have been moved or deleted since, with its text as we rendered it last. */
  gone: Map<string, string>;
}

export interface Looked {
  tree: FileTree;
  bases: ReadonlyMap<string, Base>;
  /** What stands where we render files, and where they are recorded to be. */
  snapshot: Snapshot;
  /** Files that come back where we render them. */
  restored: ReadonlySet<string>;
  /** Where files went as their owner says; nowhere is an empty path. */
  said: ReadonlyMap<string, string>;
}

/** Tells which files stand somewhere else, as recorded or as their owner says, and which are gone. */
export function lookForFiles({ tree, bases, snapshot, restored, said }: Looked): Standing {
  const standing: Standing = { moved: new Map(), deleted: new Set(), gone: new Map() };
  const isThere = (path: string) => (snapshot.get(path)?.type ?? 'absent') !== 'absent';
  // Where another file of ours goes, this one is not looked for.
  const isFree = (path: string) => !tree.has(path) && !bases.has(path);
  for (const [path, { at, content, isDeleted }] of bases) {
    const to = said.get(path);
    if (restored.has(path) || content instanceof EnvFile) continue;
    if (to) standing.moved.set(path, to);
    else if (to === '') standing.deleted.add(path);
    else if (at !== undefined && isFree(at) && isThere(at)) standing.moved.set(path, at);
    else if (isThere(path)) continue;
    else if (isDeleted) standing.deleted.add(path);
    else if (content !== undefined && isFollowed(path, tree)) standing.gone.set(path, content);
  }
  return standing;
}

/** Nothing changes in what is the owner's from the start, and secrets are never followed. */
function isFollowed(path: string, tree: FileTree): boolean {
  const next = tree.get(path);
  return next !== undefined && next.policy !== 'once' && !mayHoldSecrets(path);
}

/** A file of the owner's that is as like one of ours as git asks of a rename. */
export interface Likeness {
  path: string;
  /** It has another ending, or is as like another file of ours: it may be a copy of that. */
  isVague: boolean;
}

/**
 * Finds the files that may be ones of ours under another name.
 *
 * @param gone the files of ours that are looked for, with their texts
 * @param bases all our files as we rendered them last
 * @param candidates the texts of files that are not ours
 */
export function findLikenesses(
  gone: ReadonlyMap<string, string>,
  bases: ReadonlyMap<string, Base>,
  candidates: ReadonlyMap<string, string>,
): Map<string, Likeness[]> {
  const ours = new Map<string, Pieces>();
  for (const [path, { content }] of bases) {
    if (typeof content === 'string') ours.set(path, piecesOf(normalize(content)));
  }
  const found = new Map<string, Likeness[]>();
  for (const [candidate, text] of candidates) {
    if (mayHoldSecrets(candidate)) continue;
    const pieces = piecesOf(normalize(text));
    const like = (path: string) => similarity(ours.get(path) ?? NOTHING, pieces);
    const alike = [...gone.keys()].filter((path) => like(path) >= LEAST_SIMILARITY);
    if (alike.length === 0) continue;
    const [most, ...others] = mostLike(candidate, [...ours.keys()], like);
    for (const path of alike) {
      const isIt = path === most && others.length === 0 && endingOf(path) === endingOf(candidate);
      found.set(path, [...(found.get(path) ?? []), { path: candidate, isVague: !isIt }]);
    }
  }
  return found;
}

const NOTHING: Pieces = { bytes: new Map(), size: 0 };

/** Of files that are equally like it, that of the same name. */
function mostLike(
  candidate: string,
  paths: readonly string[],
  like: (path: string) => number,
): string[] {
  const scores = new Map(paths.map((path) => [path, like(path)]));
  const highest = Math.max(...scores.values());
  const most = paths.filter((path) => scores.get(path) === highest);
  const namesakes = most.filter((path) => nameOf(path) === nameOf(candidate));
  return namesakes.length === 1 ? namesakes : most;
}

/**
 * Decides where files went: to the one file that can be it. Where there are several, or where that file may be
 * something else, only the owner knows.
 *
 * @param isOlder whether a file stood there already when one of ours was still in its place: a copy, for all we know
 */
export function decideMoves(
  found: ReadonlyMap<string, readonly Likeness[]>,
  isOlder: (path: string, candidate: string) => boolean,
): Pick<Whereabouts, 'moved' | 'doubtful'> {
  const moved = new Map<string, string>();
  const open = new Map<string, readonly string[]>();
  for (const [path, likenesses] of found) {
    const sure = likenesses.filter((one) => !one.isVague && !isOlder(path, one.path));
    const [only, ...others] = sure.map((one) => one.path);
    if (only !== undefined && others.length === 0) moved.set(path, only);
    else
      open.set(
        path,
        (sure.length > 0 ? sure : likenesses).map((one) => one.path),
      );
  }
  const taken = new Set(moved.values());
  const doubtful = new Map<string, readonly string[]>();
  for (const [path, candidates] of open) {
    const free = candidates.filter((candidate) => !taken.has(candidate));
    if (free.length > 0) doubtful.set(path, free);
  }
  return { moved, doubtful };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** From its last full stop on: all of the name of a file that is called only so. */
function endingOf(path: string): string {
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  return dot === -1 ? '' : name.slice(dot);
}
