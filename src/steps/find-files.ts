import { mayHoldSecrets } from '../env-file.ts';
import { CommandError, EXIT } from '../errors.ts';
import type { FileTree } from '../file-tree.ts';
import type { Base } from '../plan/plan.ts';
import {
  decideMoves,
  findLikenesses,
  type Likeness,
  lookForFiles,
  type Whereabouts,
} from '../plan/whereabouts.ts';
import { readOwnFiles, walkFiles } from '../project/own-files.ts';
import { unfitPath } from '../project/paths.ts';
import type { Place } from '../project/place.ts';
import { type Snapshot, takeSnapshot } from '../project/snapshot.ts';
import type { Run } from './run.ts';

export interface FileOptions {
  /** Deleted files that come back. */
  restore: readonly string[];
  /** Where files went, as `<old>=<new>`; nowhere is `<old>=`. */
  moved: readonly string[];
}

/** An app as we rendered it, and as we render it now. */
export interface Renders {
  place: Place;
  tree: FileTree;
  bases: ReadonlyMap<string, Base>;
}

export interface Found {
  /** What stands at every path of ours, and at those that one of ours may have gone to. */
  snapshot: Snapshot;
  restored: ReadonlySet<string>;
  whereabouts: Whereabouts;
}

type Searching = Pick<Run, 'terminal' | 'signal'>;

/**
 * Reads what stands where our files are, and looks for those that are gone.
 *
 * @throws CommandError (exit 2) when `restore` or `moved` name what cannot be
 */
export async function findFiles(
  renders: Renders,
  options: FileOptions,
  run: Searching,
): Promise<Found> {
  const { place, tree, bases } = renders;
  const restored = new Set(options.restore.map(shortest));
  const said = new Map(options.moved.map(readMove));
  for (const [path, to] of said) refuseMove(path, to, renders, said);
  const recorded = [...bases.values()].flatMap(({ at }) => at ?? []);
  const paths = [...tree.keys(), ...bases.keys(), ...recorded, ...said.values()].filter(Boolean);
  const snapshot = takeSnapshot(place.real, new Set(paths));
  for (const path of restored) {
    if (!tree.has(path)) throw impossible('--restore', path, 'this app has no such file');
    if (snapshot.get(path)?.type !== 'absent')
      throw impossible('--restore', path, 'it is there; delete or rename it first');
  }
  for (const to of said.values()) {
    const entry = snapshot.get(to);
    if (to !== '' && (entry?.type !== 'file' || entry.text === undefined))
      throw impossible('--moved', to, 'there is no text file of this name');
  }
  const { moved, deleted, gone } = lookForFiles({ tree, bases, snapshot, restored, said });
  const search = await searchFor(gone, new Set(moved.values()), renders, run);
  return {
    snapshot: new Map([...search.snapshot, ...snapshot]),
    restored,
    whereabouts: {
      moved: new Map([...moved, ...search.moved]),
      doubtful: search.doubtful,
      deleted,
    },
  };
}

type Search = Pick<Whereabouts, 'moved' | 'doubtful'> & Pick<Found, 'snapshot'>;

const NOTHING_FOUND: Search = { moved: new Map(), doubtful: new Map(), snapshot: new Map() };

/** @param taken where files of ours stand already */
async function searchFor(
  gone: ReadonlyMap<string, string>,
  taken: ReadonlySet<string>,
  { place: { real }, tree, bases }: Renders,
  { terminal, signal }: Searching,
): Promise<Search> {
  if (gone.size === 0) return NOTHING_FOUND;
  const { listFiles } = await import('../toolchain/git.ts');
  const files = (await listFiles(real, signal)) ?? walkFiles(real);
  const isOurs = (path: string) => tree.has(path) || bases.has(path) || taken.has(path);
  const most = MOST_GROWTH * Math.max(...[...gone.values()].map((text) => Buffer.byteLength(text)));
  const own = files && readOwnFiles(real, files, { isOurs, most });
  if (!own) {
    const names = [...gone.keys()].join(', ');
    terminal.warn(
      `There are too many files here to look where ${names} went. --moved <old>=<new> says it.`,
    );
    return NOTHING_FOUND;
  }
  const texts = new Map([...own].map(([path, { text }]) => [path, text]));
  const likenesses = findLikenesses(gone, bases, texts);
  const older = await findOlder(real, likenesses, signal);
  const isOlder = (path: string, candidate: string) =>
    older.get(path)?.includes(candidate) ?? false;
  return { ...decideMoves(likenesses, isOlder), snapshot: own };
}

/** What is like a file has at most twice its size, and twice that in CRLF. */
const MOST_GROWTH = 4;

/** The files that were there already, as git knows, when those that are like them still were. */
async function findOlder(
  directory: string,
  likenesses: ReadonlyMap<string, readonly Likeness[]>,
  signal: AbortSignal,
): Promise<Map<string, string[]>> {
  const { stoodBeside } = await import('../toolchain/git.ts');
  const older = new Map<string, string[]>();
  for (const [path, found] of likenesses) {
    const sure = found.filter(({ isVague }) => !isVague).map((one) => one.path);
    if (sure.length > 0) older.set(path, await stoodBeside(directory, path, sure, signal));
  }
  return older;
}

function readMove(given: string): [path: string, to: string] {
  const at = given.indexOf('=');
  if (at > 0) return [shortest(given.slice(0, at)), shortest(given.slice(at + 1))];
  throw impossible('--moved', given, 'say where the file is now: --moved <old>=<new>');
}

/** Whatever is wrong with it, before anything is read at that path. */
function refuseMove(
  path: string,
  to: string,
  { tree, bases }: Renders,
  said: ReadonlyMap<string, string>,
) {
  const refuse = (reason: string) => impossible('--moved', `${path}=${to}`, reason);
  if (!tree.has(path)) throw refuse(`this app has no file ${path}`);
  if (mayHoldSecrets(path) || mayHoldSecrets(to))
    throw refuse('what may hold secrets is not followed');
  if (bases.get(path)?.content === undefined) throw refuse(`nothing is recorded of ${path}`);
  if (to === '') return;
  const fault = unfitPath(to);
  if (fault) throw refuse(fault);
  const others = [...bases]
    .filter(([other]) => other !== path)
    .map(([other, { at }]) => said.get(other) ?? at ?? other);
  if (to !== path && (tree.has(to) || others.includes(to)))
    throw refuse(`${to} is another file of this app`);
}

function shortest(path: string): string {
  return path.replace(/^\.\//, '');
}

function impossible(flag: '--restore' | '--moved', given: string, reason: string): CommandError {
  const message = `${flag} ${given}: ${reason}.`;
  const file = given;
  return new CommandError(EXIT.usage, { code: 'illegal-value', flag, message, file });
}
