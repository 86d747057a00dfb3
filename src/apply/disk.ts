import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const [open, fsync, close] = [promisify(fs.open), promisify(fs.fsync), promisify(fs.close)];

/** Writes a file, without waiting for the disk. */
export function writeFile(path: string, contents: Buffer, mode: number) {
  const file = fs.openSync(path, 'w', mode);
  try {
    fs.writeFileSync(file, contents);
  } finally {
    fs.closeSync(file);
  }
}

/** Waits until files, or the names in directories, are on the disk: all at once, for then the disk writes once. */
export async function waitForDisk(paths: Iterable<string>) {
  const results = await Promise.allSettled([...paths].map(sync));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function sync(path: string) {
  let file: number;
  try {
    // Windows syncs what is open for writing alone, and no directory.
    file = await open(path, process.platform === 'win32' ? 'r+' : 'r');
  } catch (error) {
    if (process.platform === 'win32' && fs.statSync(path).isDirectory()) return;
    throw error;
  }
  try {
    await fsync(file);
  } finally {
    await close(file);
  }
}

/** Milliseconds between attempts: a virus scanner, or an editor, holds a file for a moment. */
const PAUSES = [10, 20, 50, 100, 200];

/** Renames a file. What is held by another process just now is tried again. */
export async function rename(from: string, to: string) {
  for (const pause of PAUSES) {
    try {
      fs.renameSync(from, to);
      return;
    } catch (error) {
      if (!['EBUSY', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      await sleep(pause);
    }
  }
  fs.renameSync(from, to);
}

/** Keeps a file under a second name, so that it can be given back as it is, time stamps and all. */
export function keep(path: string, backup: string) {
  try {
    fs.linkSync(path, backup);
  } catch (error) {
    // Not every file system has hard links, and not all names that lead to a file are on one.
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK'].includes(code))
      throw error;
    const { atime, mtime, mode } = fs.statSync(path);
    fs.copyFileSync(path, backup);
    fs.chmodSync(backup, mode);
    fs.utimesSync(backup, atime, mtime);
  }
}

/** Removes a file, or a directory with the files in it; nothing when it is gone already. */
export function remove(path: string) {
  try {
    const status = fs.lstatSync(path, { throwIfNoEntry: false });
    if (!status?.isDirectory()) {
      if (status) fs.unlinkSync(path);
      return;
    }
    for (const name of fs.readdirSync(path)) remove(`${path}/${name}`);
    fs.rmdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

export function removeEmpty(path: string) {
  try {
    fs.rmdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Somebody else's file is in it, or it is gone already.
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EBUSY'].includes(code ?? '')) throw error;
  }
}
