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
function directoriesOf(directory: string, paths: readonly string[]): string[] {
  const found = new Set<string>();
  for (const path of [...paths, `${STATE_DIRECTORY}/state.json`, STATE_DIRECTORY]) {
    let parent = dirname(join(directory, path));
    while (typeOf(parent) === 'absent') parent = dirname(parent);
    if (typeOf(parent) === 'directory') found.add(parent);
  }
  return [...found];
}

/**
 * Makes sure, as far as can be told, that files can be put in place and taken away, before anything is changed.
 *
 * @param paths what is to be written or removed
 * @param replaced those of them that are there
 * @throws the error of the file system when something cannot be written
 */
export function expectWritable(
  directory: string,
  paths: readonly string[],
  replaced: readonly string[],
) {
  for (const path of directoriesOf(directory, paths)) {
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

/** Notes the time stamps of the directories in which something is to change. */
export function noteTimes(directory: string, paths: readonly string[]): Times[] {
  return directoriesOf(directory, paths).map((path) => {
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
