import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { type Refusal, refuse } from '../errors.ts';
import { APPLY_DIRECTORY, JOURNAL_FILE, STATE_DIRECTORY } from '../project/layout.ts';
import { liveHolder, takeLock } from '../project/lock.ts';
import { unsafePath } from '../project/paths.ts';
import { takeSnapshot, typeOf } from '../project/snapshot.ts';
import { remove, removeEmpty, rename, waitForDisk, writeFile } from './disk.ts';

/** One file that an apply puts in place, or takes away. */
export interface JournalEntry {
  path: string;
  /** Where it is staged, below `apply/new`; null when the file is removed. */
  staged: string | null;
  /** Hash of the new contents; null when the file is removed. */
  sha256: string | null;
  /** Hash of what stood there, kept in `apply/old/<index>`; null when nothing did. */
  before: string | null;
}

/** A path, and where what goes there is staged, below `apply/new`. */
export interface Staged {
  path: string;
  staged: string;
}

/** What an apply is about to do, written before it does it: enough to undo it after a crash. */
export interface Journal {
  phase: 'staging' | 'applying';
  /** How many directories, from the app's own upwards, this apply made. */
  levelsMade: number;
  /** The directories it makes inside the app's, parents first, and where they are staged. */
  directories: Staged[];
  entries: JournalEntry[];
}

/** Without `join`, which takes longer over so many than the disk. */
export const stagedPath = (directory: string, staged: string) =>
  `${directory}/${APPLY_DIRECTORY}/new/${staged}`;
export const backupPath = (directory: string, index: number) =>
  join(directory, APPLY_DIRECTORY, 'old', `${index}`);

/**
 * Writes the journal so that a crash finds the old one or the new one, never half of one.
 *
 * @param durably waits until it is on the disk
 */
export async function writeJournal(directory: string, journal: Journal, durably: boolean) {
  const path = join(directory, JOURNAL_FILE);
  writeFile(`${path}.new`, Buffer.from(JSON.stringify(journal)), 0o600);
  if (durably) await waitForDisk([`${path}.new`]);
  await rename(`${path}.new`, path);
  if (durably) await waitForDisk([dirname(path)]);
}

/** What a crashed run has left in a directory, or undefined. A run that is alive has left nothing. */
export function hasLeftOver(directory: string): boolean {
  return isThere(join(directory, APPLY_DIRECTORY)) && liveHolder(directory) === undefined;
}

/**
 * Undoes what a crashed run has left, so that the directory is as before it. Does nothing where nothing is left.
 *
 * @returns whether there was something to undo
 * @throws Refusal when another run is at work, or a file was edited since the crash
 */
export async function recover(directory: string): Promise<boolean> {
  if (!hasLeftOver(directory)) return false;
  const lock = takeLock(directory);
  try {
    await rollBack(directory, readJournal(directory));
  } catch (error) {
    lock.release();
    throw error;
  }
  return true;
}

function readJournal(directory: string): Journal {
  const nothing: Journal = { phase: 'staging', levelsMade: 0, directories: [], entries: [] };
  let text: string;
  try {
    text = fs.readFileSync(join(directory, JOURNAL_FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return nothing;
    throw error;
  }
  const journal = parseJournal(text);
  if (journal) return journal;
  const message = `${JOURNAL_FILE} is damaged. Look at ${APPLY_DIRECTORY}/old for earlier versions of files, then delete ${APPLY_DIRECTORY}.`;
  throw refuse('left-over', message, JOURNAL_FILE);
}

/** A path has at most 4096 bytes on Linux, and a level takes two of them. */
const DEEPEST = 2048;

/** A journal is input like any other: it must not lead outside the app. */
function parseJournal(text: string): Journal | undefined {
  try {
    const journal: Journal = JSON.parse(text);
    const places = [...journal.directories, ...journal.entries];
    const paths = places.flatMap(({ path, staged }) => (staged === null ? path : [path, staged]));
    const { levelsMade } = journal;
    // As many as a directory can be deep, and no more: each is a directory to remove.
    const levels = Number.isInteger(levelsMade) && levelsMade >= 0 && levelsMade < DEEPEST;
    const known = ['staging', 'applying'].includes(journal.phase);
    return known && levels && paths.every((path) => !unsafePath(path)) ? journal : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes back what a journal says, then everything an apply keeps for itself, the lock last.
 *
 * @throws Refusal when a file that would have to be restored was edited since; its earlier
 *   contents are kept
 */
export async function rollBack(directory: string, journal: Journal) {
  if (journal.phase === 'applying') {
    const edited: string[] = [];
    for (const [index, entry] of [...journal.entries.entries()].reverse()) {
      if (!(await takeBack(directory, index, entry)))
        edited.push(`${entry.path} (before: ${APPLY_DIRECTORY}/old/${index})`);
    }
    for (const { path, staged } of journal.directories.toReversed()) {
      // While it is staged, what stands there is somebody else's.
      if (!isThere(stagedPath(directory, staged))) removeEmpty(join(directory, path));
    }
    if (edited.length > 0) throw editedSince(edited);
  }
  removeWorkspace(directory);
  removeStateDirectory(directory, journal.levelsMade);
}

/** Removes the directory of our own, and those above it that an apply made, as far as they are empty. */
export function removeStateDirectory(directory: string, levelsMade: number) {
  removeEmpty(join(directory, APPLY_DIRECTORY));
  removeEmpty(join(directory, STATE_DIRECTORY));
  let level = directory;
  for (let made = levelsMade; made > 0; made -= 1) {
    removeEmpty(level);
    level = dirname(level);
  }
}

/** Returns false when the owner has edited a file that would have to be restored. */
async function takeBack(directory: string, index: number, entry: JournalEntry): Promise<boolean> {
  const { path, staged, sha256: ours, before } = entry;
  const backup = backupPath(directory, index);
  // What is still staged was never put in place, and what has no backup was never taken away.
  const untouched = staged === null ? !isThere(backup) : isThere(stagedPath(directory, staged));
  if (untouched) return true;
  const target = join(directory, path);
  const now = takeSnapshot(directory, [path]).get(path);
  const found = now?.type === 'file' ? now.sha256 : undefined;
  if (before === null) {
    if (found === ours) fs.unlinkSync(target);
    return true;
  }
  const isOurs = ours === null ? now?.type === 'absent' : found === ours;
  // An executable and the same file without that have the same hash.
  if (isOurs && (found !== before || isThere(backup))) {
    await rename(backup, target);
    return true;
  }
  return found === before;
}

function isThere(path: string): boolean {
  return typeOf(path) !== 'absent';
}

function editedSince(files: readonly string[]): Refusal {
  const message = `A run crashed while it replaced files, and what it had replaced was edited since: ${files.join(', ')}. Take from the earlier contents what you need, delete ${APPLY_DIRECTORY}, and run this again.`;
  return refuse('left-over', message);
}

/** Removes what an apply keeps for itself. The journal goes late and the lock last: both say that it is ours. */
export function removeWorkspace(directory: string) {
  const workspace = join(directory, APPLY_DIRECTORY);
  const asides = fs.readdirSync(workspace).filter((name) => name.startsWith('lock.'));
  const own = ['new', 'old', '.gitignore', 'journal.json.new', 'journal.json', 'lock'];
  for (const name of [...asides, ...own]) remove(join(workspace, name));
  removeEmpty(workspace);
}
