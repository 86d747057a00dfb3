import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import fs from 'fs-extra';
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
  release(): Promise<void>;
}

/**
 * Takes the one lock of a project. Its directory must exist.
 *
 * @throws Refusal when another run holds it
 */
export async function takeLock(directory: string): Promise<Lock> {
  const path = join(directory, LOCK_FILE);
  const me: Holder = {
    host: hostname(),
    pid: process.pid,
    startedAt: startOf(process.pid),
    token: randomBytes(8).toString('hex'),
  };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await write(path, JSON.stringify(me))) return { release: () => release(path, me) };
    const holder = await readHolder(path);
    if (holder !== 'gone' && isAlive(holder)) throw lockedBy(holder);
    if (holder !== 'gone') await removeStale(path, holder.text);
  }
  throw lockedBy(undefined);
}

/** The run that holds the lock, when there is one that is alive. */
export async function liveHolder(directory: string): Promise<string | undefined> {
  const holder = await readHolder(join(directory, LOCK_FILE));
  return holder !== 'gone' && isAlive(holder) ? nameOf(holder) : undefined;
}

async function write(path: string, text: string): Promise<boolean> {
  let file: number;
  try {
    file = await fs.open(path, 'wx', 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code === 'ENOENT') throw vanished();
    throw error;
  }
  try {
    await fs.writeFile(file, text).finally(() => fs.close(file));
  } catch (error) {
    // It is ours, and would keep everybody out.
    await fs.unlink(path).catch(() => {});
    throw error;
  }
  return true;
}

type Found = { text: string; age: number; holder: Partial<Holder> } | 'gone';

async function readHolder(path: string): Promise<Found> {
  try {
    const text = await fs.readFile(path, 'utf8');
    const age = Date.now() - (await fs.stat(path)).mtimeMs;
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
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold blanks; the start time is the 20th field after it (proc(5)).
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Takes a dead run's lock away, but not one that a third run has taken in the meantime. */
async function removeStale(path: string, text: string) {
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await fs.rename(path, aside);
    if ((await fs.readFile(aside, 'utf8')) !== text) await fs.link(aside, path);
    await fs.unlink(aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function release(path: string, me: Holder) {
  const found = await readHolder(path);
  if (found !== 'gone' && found.holder.token === me.token) await fs.unlink(path);
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
