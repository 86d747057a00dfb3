import fs from 'node:fs';
import { join } from 'node:path';
import { mayHoldSecrets } from '../env-file.ts';
import { STATE_DIRECTORY } from './layout.ts';
import { unfitPath } from './paths.ts';
import { type Entry, isReadable, takeSnapshot } from './snapshot.ts';

/** A text file of the owner's. */
export type OwnFile = Extract<Entry, { type: 'file' }> & { text: string };

/** More than an app has, and as many as can be looked at while somebody waits. */
const MOST_FILES = 20_000;

/** What is installed, built or kept by a tool is nobody's source. */
const NO_SOURCES = ['node_modules', '.git', 'dist', 'build', 'out', 'coverage', STATE_DIRECTORY];

/**
 * Lists the files of a directory where git does not: without what is installed or built, and without following links.
 *
 * @returns undefined when there are too many
 */
export function walkFiles(directory: string): string[] | undefined {
  const files: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of fs.readdirSync(join(directory, folder), { withFileTypes: true })) {
      if (NO_SOURCES.includes(entry.name)) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) files.push(path);
    }
    if (files.length > MOST_FILES) return undefined;
  }
  return files;
}

/**
 * Reads those of the files that one of ours may have become: text, not larger than `most` bytes, and safe to write to.
 * What is ours, and what may hold secrets, is not read.
 *
 * @returns undefined when there are too many
 */
export function readOwnFiles(
  directory: string,
  paths: readonly string[],
  { isOurs, most }: { isOurs(path: string): boolean; most: number },
): Map<string, OwnFile> | undefined {
  if (paths.length > MOST_FILES) return undefined;
  const wanted = paths.filter((path) => {
    if (unfitPath(path) !== undefined || mayHoldSecrets(path) || isOurs(path)) return false;
    if (/(^|\/)node_modules\//.test(path)) return false;
    const absolute = join(directory, path);
    const status = fs.lstatSync(absolute, { throwIfNoEntry: false });
    const mayBe = status?.isFile() === true && status.size > 0 && status.size <= most;
    return mayBe && isReadable(absolute);
  });
  const files = new Map<string, OwnFile>();
  for (const [path, entry] of takeSnapshot(directory, wanted.sort())) {
    if (entry.type === 'file' && entry.text !== undefined)
      files.set(path, { ...entry, text: entry.text });
  }
  return files;
}
