import { dirname, join } from 'node:path';
import fs from 'fs-extra';
import { type Refusal, refuse } from '../errors.ts';
import { APPLY_DIRECTORY, JOURNAL_FILE, STATE_DIRECTORY } from '../project/layout.ts';
import { liveHolder, takeLock } from '../project/lock.ts';
import { unsafePath } from '../project/paths.ts';
import { takeSnapshot } from '../project/snapshot.ts';

/** One file that an apply puts in place, staged in `apply/new/<index>`, or takes away. */
export interface JournalEntry {
  path: string;
  /** Hash of the new contents; null when the file is removed. */
  sha256: string | null;
  /** Hash of what stood there, kept in `apply/old/<index>`; null when nothing did. */
  before: string | null;
}

/** What an apply is about to do, written before it does it: enough to undo it after a crash. */
export interface Journal {
  phase: 'staging' | 'applying';
  /** How many directories, from the app's own upwards, this apply made. */
  levelsMade: number;
  /** The directories it makes inside the app's, parents first. */
  directories: string[];
  entries: JournalEntry[];
}

export const stagedPath = (directory: string, index: number) =>
  join(directory, APPLY_DIRECTORY, 'new', `${index}`);
export const backupPath = (directory: string, index: number) =>
  join(directory, APPLY_DIRECTORY, 'old', `${index}`);

/** Writes the journal so that a crash finds the old one or the new one, never half of one. */
export async function writeJournal(directory: string, journal: Journal) {
  const path = join(directory, JOURNAL_FILE);
  await writeDurably(`${path}.new`, JSON.stringify(journal), 0o600);
  await fs.rename(`${path}.new`, path);
  await syncDirectory(dirname(path));
}

/** Writes a new file, and waits until it is on the disk. */
export async function writeDurably(path: string, contents: string | Buffer, mode: number) {
  const file = await fs.open(path, 'w', mode);
  try {
    await fs.writeFile(file, contents);
    await fs.fsync(file);
  } finally {
    await fs.close(file);
  }
}

/** Waits until the names in a directory are on the disk. Windows has no such call. */
export async function syncDirectory(path: string) {
  if (process.platform === 'win32') return;
  const directory = await fs.open(path, 'r');
  try {
    await fs.fsync(directory);
  } finally {
    await fs.close(directory);
  }
}

/** What a crashed run has left in a directory, or undefined. A run that is alive has left nothing. */
export async function hasLeftOver(directory: string): Promise<boolean> {
  if (!(await fs.pathExists(join(directory, APPLY_DIRECTORY)))) return false;
  return (await liveHolder(directory)) === undefined;
}

/**
 * Undoes what a crashed run has left, so that the directory is as before it. Does nothing where nothing is left.
 *
 * @returns whether there was something to undo
 * @throws Refusal when another run is at work, or a file was edited since the crash
 */
export async function recover(directory: string): Promise<boolean> {
  if (!(await hasLeftOver(directory))) return false;
  const lock = await takeLock(directory);
  try {
    await rollBack(directory, await readJournal(directory));
  } catch (error) {
    await lock.release();
    throw error;
  }
  return true;
}

async function readJournal(directory: string): Promise<Journal> {
  const nothing: Journal = { phase: 'staging', levelsMade: 0, directories: [], entries: [] };
  let text: string;
  try {
    text = await fs.readFile(join(directory, JOURNAL_FILE), 'utf8');
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
    const paths = [...journal.directories, ...journal.entries.map(({ path }) => path)];
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
    for (const path of journal.directories.toReversed()) await removeEmpty(join(directory, path));
    if (edited.length > 0) throw editedSince(edited);
  }
  await removeWorkspace(directory);
  await removeStateDirectory(directory, journal.levelsMade);
}

/** Removes the directory of our own, and those above it that an apply made, as far as they are empty. */
export async function removeStateDirectory(directory: string, levelsMade: number) {
  await removeEmpty(join(directory, APPLY_DIRECTORY));
  await removeEmpty(join(directory, STATE_DIRECTORY));
  let level = directory;
  for (let made = levelsMade; made > 0; made -= 1) {
    await removeEmpty(level);
    level = dirname(level);
  }
}

/** Returns false when the owner has edited a file that would have to be restored. */
async function takeBack(directory: string, index: number, entry: JournalEntry): Promise<boolean> {
  const { path, sha256: ours, before } = entry;
  // What is still staged was never put in place, and what has no backup was never taken away.
  const untouched =
    ours === null
      ? !(await fs.pathExists(backupPath(directory, index)))
      : await fs.pathExists(stagedPath(directory, index));
  if (untouched) return true;
  const target = join(directory, path);
  const now = takeSnapshot(directory, [path]).get(path);
  const found = now?.type === 'file' ? now.sha256 : undefined;
  if (before === null) {
    if (found === ours) await fs.unlink(target);
    return true;
  }
  if (found === before) return true;
  if (ours === null ? now?.type !== 'absent' : found !== ours) return false;
  await fs.rename(backupPath(directory, index), target);
  return true;
}

function editedSince(files: readonly string[]): Refusal {
  const message = `A run crashed while it replaced files, and what it had replaced was edited since: ${files.join(', ')}. Take from the earlier contents what you need, delete ${APPLY_DIRECTORY}, and run this again.`;
  return refuse('left-over', message);
}

/** Removes what an apply keeps for itself. The journal goes late and the lock last: both say that it is ours. */
export async function removeWorkspace(directory: string) {
  const workspace = join(directory, APPLY_DIRECTORY);
  const asides = (await fs.readdir(workspace)).filter((name) => name.startsWith('lock.'));
  const own = ['new', 'old', '.gitignore', 'journal.json.new', 'journal.json', 'lock'];
  for (const name of [...asides, ...own]) await fs.remove(join(workspace, name));
  await removeEmpty(workspace);
}

export async function removeEmpty(path: string) {
  try {
    await fs.rmdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Somebody else's file is in it, or it is gone already.
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EBUSY'].includes(code ?? '')) throw error;
  }
}
