import fs from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { EnvFile } from '../env-file.ts';
import { CommandError, EXIT, Interrupted, refuse } from '../errors.ts';
import { type Change, type Plan, WRITING } from '../plan/plan.ts';
import { isIntactPack, listPacks } from '../project/bases.ts';
import {
  APPLY_DIRECTORY,
  JOURNAL_FILE,
  STATE_DIRECTORY,
  STATE_FILE,
  STATE_IGNORE_FILE,
} from '../project/layout.ts';
import { type Lock, takeLock } from '../project/lock.ts';
import { unsafePath } from '../project/paths.ts';
import { type Recorded, stringifyRecorded } from '../project/recorded.ts';
import { type Entry, sha256, takeSnapshot, typeOf } from '../project/snapshot.ts';
import {
  directoriesTouched,
  expectWritable,
  noteTimes,
  restoreTimes,
  type Times,
} from './before.ts';
import { keep, removeEmpty, rename, waitForDisk, writeFile } from './disk.ts';
import {
  backupPath,
  type Journal,
  type JournalEntry,
  removeStateDirectory,
  removeWorkspace,
  rollBack,
  stagedPath,
  writeJournal,
} from './journal.ts';
import { type Origin, recordFiles } from './record.ts';
import { type StagedWrite, type Unit, unitsOf, type Write } from './units.ts';

export interface Application {
  /** Absolute; it need not exist. */
  directory: string;
  plan: Plan;
  /** What is recorded beside the plan's files; all of it, where the plan renders none. */
  origin: Origin | Recorded;
  /** The recorded state that the plan was made from. */
  state: Entry;
  /** Takes everything back while files are still being put in place. */
  signal: AbortSignal;
}

/** For a file that holds secrets, and everything of ours that nobody else needs to read. */
const PRIVATE = 0o600;
const ORDINARY = 0o666;

/**
 * Carries out a plan, all or nothing: stage, write a journal, then put one after the other in place, a
 * directory that is missing as a whole, `state.json` last; removing the journal completes it. A plan that changes nothing leaves every time stamp as it is. When anything fails,
 * or `signal` aborts, the directory is as before. What replaces or removes a file is on the disk before it does so;
 * where nothing is replaced, nothing waits for the disk: after a power failure the app is made again.
 *
 * @throws Refusal when something cannot be written, or is no longer as the plan found it
 * @throws Interrupted
 */
export async function apply(application: Application): Promise<void> {
  const { directory, plan, origin, state, signal } = application;
  const writes = [...planned(plan), ...recording(directory, plan, origin, state)];
  if (writes.length === 0) return;
  for (const { path } of writes) refuseUnsafe(path);
  const paths = writes.map(({ path }) => path);
  const replaced = writes.filter(({ before }) => before.type !== 'absent').map(({ path }) => path);
  const durably = replaced.length > 0;
  const journal: Journal = { phase: 'staging', levelsMade: 0, directories: [], entries: [] };
  let times: Times[] = [];
  let lock: Lock | undefined;
  let applied = 0;
  try {
    const touched = directoriesTouched(directory, paths);
    expectWritable(directory, touched, replaced);
    times = noteTimes(touched);
    journal.levelsMade = makeStateDirectory(directory);
    makeDirectory(join(directory, APPLY_DIRECTORY), 0o700);
    lock = takeLockOfNoLeftOver(directory);
    // From here on nobody else writes: what stands there now is what the plan has to fit.
    expectUnchanged(directory, writes);
    const units = unitsOf(writes, directoriesMissing(directory, writes));
    journal.directories = units.flatMap((unit) => unit.directories);
    journal.entries = units.flatMap((unit) => unit.writes.map(entryOf));
    await writeJournal(directory, journal, durably);
    await stage(directory, units, durably);
    await nextTurn(signal);
    await writeJournal(directory, Object.assign(journal, { phase: 'applying' }), durably);
    for (const unit of units) {
      await nextTurn(signal);
      await putInPlace(directory, unit, applied);
      applied += unit.writes.length;
    }
    if (durably) await waitForDisk(new Set(paths.map((path) => dirname(join(directory, path)))));
    await nextTurn(signal);
    // Without its journal nothing is taken back any more: the app is complete.
    fs.unlinkSync(join(directory, JOURNAL_FILE));
  } catch (error) {
    // Only what this run has put in place: an equal file may be somebody else's.
    journal.entries = journal.entries.slice(0, applied);
    if (lock) await undo(directory, journal, error);
    else removeStateDirectory(directory, journal.levelsMade);
    // Where another run is at work, they are its own.
    if (lock || typeOf(join(directory, APPLY_DIRECTORY)) === 'absent') restoreTimes(times);
    throw asCommandError(error, directory);
  }
  await clearUp(directory, writes, durably);
}

/** Lets Ctrl-C and signals arrive, which come between two turns of the event loop. */
async function nextTurn(signal: AbortSignal) {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal.aborted)
    throw signal.reason instanceof CommandError ? signal.reason : new Interrupted();
}

/** Whatever cannot be removed is harmless, and the next command that writes tries again. */
async function clearUp(directory: string, writes: readonly Write[], durably: boolean) {
  try {
    // The journal must not come back with a power failure when the backups do not.
    if (durably) await waitForDisk([join(directory, APPLY_DIRECTORY)]);
    removeWorkspace(directory);
    for (const { path, contents } of writes) {
      if (contents === undefined) removeEmptied(directory, dirname(path));
    }
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code) throw error;
  }
}

/** Removes a directory of the app whose last file is gone, and those above it. */
function removeEmptied(directory: string, path: string) {
  if (path === '.') return;
  removeEmpty(join(directory, path));
  removeEmptied(directory, dirname(path));
}

/** Makes the directory of our own with all above it. Returns how many were missing, from the app's own upwards. */
function makeStateDirectory(directory: string): number {
  const state = join(directory, STATE_DIRECTORY);
  const first = fs.mkdirSync(state, { recursive: true });
  if (first === undefined || first === state) return 0;
  return relative(first, directory).split(sep).filter(Boolean).length + 1;
}

function entryOf({ path, staged, contents, before }: StagedWrite): JournalEntry {
  return {
    path,
    staged: staged ?? null,
    sha256: contents === undefined ? null : sha256(contents),
    before: before.type === 'file' ? before.sha256 : null,
  };
}

/** Somebody's run may have crashed since this command looked for what one has left. */
function takeLockOfNoLeftOver(directory: string): Lock {
  const lock = takeLock(directory);
  try {
    if (typeOf(join(directory, JOURNAL_FILE)) === 'absent') return lock;
    const message = 'another run crashed while this one started. Run it again.';
    throw refuse('left-over', message);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** It takes some milliseconds: whether a signal has come is asked afterwards. */
async function stage(directory: string, units: readonly Unit[], durably: boolean) {
  const workspace = join(directory, APPLY_DIRECTORY);
  const [fresh, old] = [join(workspace, 'new'), join(workspace, 'old')];
  writeFile(join(workspace, '.gitignore'), Buffer.from('*\n'), ORDINARY);
  for (const path of [fresh, old]) fs.mkdirSync(path, { mode: 0o700 });
  const directories = units
    .flatMap((unit) => unit.directories)
    .map(({ staged }) => stagedPath(directory, staged));
  for (const path of directories) fs.mkdirSync(path);
  const files: string[] = [];
  for (const [index, write] of units.flatMap(({ writes }) => writes).entries()) {
    const { path, staged, contents, mode, before } = write;
    if (contents === undefined || staged === undefined) continue;
    const file = stagedPath(directory, staged);
    writeFile(file, contents, mode);
    files.push(file);
    if (before.type !== 'file') continue;
    // The owner's mode stays, and what umask would take from it; only whether it is executable is ours.
    fs.chmodSync(file, path === '.env' ? PRIVATE : withExecution(before.mode, mode));
    keepOwner(file, join(directory, path));
    keep(join(directory, path), backupPath(directory, index));
  }
  if (durably) await waitForDisk([...files, ...directories, fresh, old]);
}

/** Root may work for somebody else, whose file it stays. */
function keepOwner(file: string, original: string) {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = fs.statSync(original);
  if (uid !== 0 || gid !== 0) fs.chownSync(file, uid, gid);
}

/** Those who may read a file may execute it as well, or nobody may. */
function withExecution(mode: number, wanted: number): number {
  if ((mode & 0o100) === (wanted & 0o100)) return mode;
  return wanted & 0o100 ? mode | ((mode & 0o444) >> 2) : mode & ~0o111;
}

/** @param index of the unit's first file among all of them */
async function putInPlace(directory: string, unit: Unit, index: number) {
  expectUnchanged(directory, [unit]);
  const target = join(directory, unit.path);
  if (unit.staged === undefined) await rename(target, backupPath(directory, index));
  else await rename(stagedPath(directory, unit.staged), target);
}

/** Nobody may have made a link of it, or a file, since the plan was made. */
function makeDirectory(path: string, mode: number) {
  try {
    fs.mkdirSync(path, mode);
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    if (!isThere || typeOf(path) !== 'directory') throw error;
  }
}

function expectUnchanged(directory: string, writes: readonly { path: string; before: Entry }[]) {
  const snapshot = takeSnapshot(
    directory,
    writes.map(({ path }) => path),
  );
  for (const { path, before } of writes) {
    const now = snapshot.get(path);
    const same =
      now?.type === before.type &&
      (now.type !== 'file' || before.type !== 'file' || now.sha256 === before.sha256);
    if (same) continue;
    const message = `${path} changed while this command ran. Run it again.`;
    throw refuse('changed-meanwhile', message, path);
  }
}

/** What the plan changes: `.gitignore` before the `.env` it hides. */
function planned({ changes }: Plan): Write[] {
  const written = changes.filter(({ action }) => WRITING.has(action));
  const writes = written.map(({ path, after, before }: Change) => {
    if (!after) return { path, contents: undefined, mode: 0, before };
    const secret = after.content instanceof EnvFile;
    const text = after.content instanceof EnvFile ? after.content.reveal() : after.content;
    const mode = secret ? PRIVATE : after.executable ? 0o777 : ORDINARY;
    return { path, contents: Buffer.from(text), mode, before };
  });
  return writes.sort((a, b) => Number(b.path === '.gitignore') - Number(a.path === '.gitignore'));
}

/** What the record of the app lacks, and the packs that it needs no more; the state comes last. */
function recording(
  directory: string,
  { record }: Plan,
  origin: Origin | Recorded,
  state: Entry,
): Write[] {
  if ('files' in origin) return stateWrite(stringifyRecorded(origin), state);
  const { pack, state: text } = recordFiles(record, origin);
  const packs = listPacks(directory);
  const present = takeSnapshot(directory, [...packs, pack.path, STATE_IGNORE_FILE]);
  const at = (path: string) => present.get(path) ?? ABSENT;
  const writes: Write[] = [];
  if (at(STATE_IGNORE_FILE).type === 'absent') {
    const contents = Buffer.from('!*\n');
    writes.push({ path: STATE_IGNORE_FILE, contents, mode: ORDINARY, before: ABSENT });
  }
  if (!isIntactPack(directory, pack.path)) {
    writes.push({ ...pack, mode: ORDINARY, before: at(pack.path) });
  }
  for (const path of packs) {
    if (path === pack.path || at(path).type !== 'file') continue;
    writes.push({ path, contents: undefined, mode: 0, before: at(path) });
  }
  return [...writes, ...stateWrite(text, state)];
}

function stateWrite(text: string, before: Entry): Write[] {
  const contents = Buffer.from(text);
  if (before.type === 'file' && before.sha256 === sha256(contents)) return [];
  return [{ path: STATE_FILE, contents, mode: ORDINARY, before }];
}

const ABSENT: Entry = { type: 'absent' };

function refuseUnsafe(path: string) {
  const fault = unsafePath(path);
  if (!fault) return;
  const message = `the path "${path}" is not safe (${fault}).`;
  throw refuse('unsafe-path', message, path);
}

function directoriesMissing(directory: string, writes: readonly Write[]): string[] {
  const parents = new Set<string>();
  for (const { path, contents } of writes) {
    if (contents === undefined) continue;
    const names = path.split('/');
    for (let length = 1; length < names.length; length += 1) {
      parents.add(names.slice(0, length).join('/'));
    }
  }
  return [...parents].sort().filter((path) => typeOf(join(directory, path)) === 'absent');
}

async function undo(directory: string, journal: Journal, cause: unknown) {
  try {
    await rollBack(directory, journal);
  } catch (error) {
    const before = asCommandError(cause, directory).problems.map((problem) => problem.message);
    const message = `This could not be taken back: ${reasonOf(error)}. What went wrong before: ${before.join(' ')} The next run in this directory tries again.`;
    throw new CommandError(EXIT.refused, { code: 'left-over', message });
  }
}

/** A file system that does not let us write is the user's to mend: exit 3, and nothing is there. */
export function asCommandError(error: unknown, directory: string): CommandError {
  if (error instanceof CommandError) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  if (!code) throw error;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  const what = full
    ? `the disk is full. Make room and run this again`
    : `${path ?? directory} cannot be written (${code}). Check its permissions, or choose another directory`;
  return refuse(full ? 'no-space' : 'unwritable', `${what}.`, path);
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
}
