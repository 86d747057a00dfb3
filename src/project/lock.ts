import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Refusal, refuse } from '../errors.ts';
import { APPLY_DIRECTORY, LOCK_FILE } from './layout.ts';

interface Holder {
  host: string;
  pid: number;
  /** When the process started, in a form of its system's own: a process id alone may be somebody else's by now. */
  startedAt: string | undefined;
  token: string;
}

/** A lock that was written this long ago and names nobody was left by a crash, in milliseconds. */
const WRITING_TIME = 5_000;

export interface Lock {
  /** Only the holder removes anything. */
  release(): void;
}

/**
 * Takes the one lock of a project. Its directory must exist.
 *
 * @throws Refusal when another run holds it
 */
export function takeLock(directory: string): Lock {
  const path = join(directory, LOCK_FILE);
  const me: Holder = {
    host: hostname(),
    pid: process.pid,
    startedAt: startOf(process.pid),
    token: randomBytes(8).toString('hex'),
  };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (write(path, JSON.stringify(me))) return { release: () => release(path, me) };
    const holder = readHolder(path);
    if (holder !== 'gone' && isAlive(holder)) throw lockedBy(holder);
    if (holder !== 'gone') removeStale(path, holder.text);
  }
  throw lockedBy(undefined);
}

/** The run that holds the lock, when there is one that is alive. */
export function liveHolder(directory: string): string | undefined {
  const holder = readHolder(join(directory, LOCK_FILE));
  return holder !== 'gone' && isAlive(holder) ? nameOf(holder) : undefined;
}

function write(path: string, text: string): boolean {
  let file: number;
  try {
    file = fs.openSync(path, 'wx', 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code === 'ENOENT') throw vanished();
    throw error;
  }
  try {
    try {
      fs.writeFileSync(file, Buffer.from(text));
    } finally {
      fs.closeSync(file);
    }
  } catch (error) {
    // It is ours, and would keep everybody out.
    try {
      fs.unlinkSync(path);
    } catch {}
    throw error;
  }
  return true;
}

type Found = { text: string; age: number; holder: Partial<Holder> } | 'gone';

function readHolder(path: string): Found {
  try {
    const text = fs.readFileSync(path, 'utf8');
    const age = Date.now() - fs.statSync(path).mtimeMs;
    return { text, age, holder: parse(text) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
    throw error;
  }
}

function parse(text: string): Partial<Holder> {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

function isAlive({ age, holder }: Exclude<Found, 'gone'>): boolean {
  if (!holder.pid) return age < WRITING_TIME;
  // Nobody can tell from here whether a process on another machine still runs.
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const startedAt = startOf(holder.pid);
  return startedAt === undefined || startedAt === holder.startedAt;
}

/** When a process started, where the system tells without a command (Linux), in clock ticks since boot. */
function startOf(pid: number): string | undefined {
  try {
    const status = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold blanks; the start time is the 20th field after it (proc(5)).
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Takes a dead run's lock away, but not one that a third run has taken in the meantime. */
function removeStale(path: string, text: string) {
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    fs.renameSync(path, aside);
    if (fs.readFileSync(aside, 'utf8') !== text) fs.linkSync(aside, path);
    fs.unlinkSync(aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function release(path: string, me: Holder) {
  const found = readHolder(path);
  if (found !== 'gone' && found.holder.token === me.token) fs.unlinkSync(path);
}

function nameOf({ holder }: Exclude<Found, 'gone'>): string {
  return holder.pid ? `process ${holder.pid} on ${holder.host}` : 'another run';
}

function lockedBy(found: Exclude<Found, 'gone'> | undefined): Refusal {
  const message = `${found ? nameOf(found) : 'another run'} is writing to this app. Wait for it; if it is gone for good, delete ${APPLY_DIRECTORY}/lock.`;
  return refuse('locked', message, LOCK_FILE);
}

function vanished(): Refusal {
  const message = 'the directory vanished while this command ran. Run it again.';
  return refuse('changed-meanwhile', message);
}
