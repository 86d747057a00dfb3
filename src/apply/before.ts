import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { STATE_DIRECTORY } from '../project/layout.ts';
import { typeOf } from '../project/snapshot.ts';

/** When a directory was last changed, in seconds. */
export interface Times {
  path: string;
  atime: number;
  mtime: number;
}

/** The directories that are there and in which something is to be put or taken away, the nearest above as well. */
export function directoriesTouched(directory: string, paths: readonly string[]): string[] {
  const parents = [...paths, `${STATE_DIRECTORY}/state.json`, STATE_DIRECTORY].map(dirname);
  const nearest = [...new Set(parents)].map((parent) => nearestThere(join(directory, parent)));
  return [...new Set(nearest)].filter((path) => typeOf(path) === 'directory');
}

function nearestThere(path: string): string {
  return typeOf(path) === 'absent' ? nearestThere(dirname(path)) : path;
}

/**
 * Makes sure, as far as can be told, that files can be put in place and taken away, before anything is changed.
 *
 * @param touched the directories in which something is to change
 * @param replaced the paths that are there and are to be written or removed
 * @throws the error of the file system when something cannot be written
 */
export function expectWritable(
  directory: string,
  touched: readonly string[],
  replaced: readonly string[],
) {
  for (const path of touched) {
    fs.accessSync(path, fs.constants.W_OK | fs.constants.X_OK);
  }
  for (const path of replaced) {
    try {
      fs.accessSync(join(directory, path), fs.constants.W_OK);
    } catch (error) {
      // Another file takes its place: its mode does not matter, but that it is immutable does.
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['EACCES', 'ENOENT', 'ENOTDIR', 'ELOOP'].includes(code)) throw error;
    }
  }
}

/** Notes the time stamps of directories. */
export function noteTimes(directories: readonly string[]): Times[] {
  return directories.map((path) => {
    const { atimeMs, mtimeMs } = fs.statSync(path);
    return { path, atime: atimeMs / 1000, mtime: mtimeMs / 1000 };
  });
}

/** Puts them back where everything else is as before. */
export function restoreTimes(times: readonly Times[]) {
  for (const { path, atime, mtime } of times) {
    try {
      fs.utimesSync(path, atime, mtime);
    } catch {
      // It is gone, or somebody else's: a time stamp is no reason to fail.
    }
  }
}
