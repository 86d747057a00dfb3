import fs from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../errors.ts';
import { walkFiles } from './own-files.ts';
import { isReadable, takeSnapshot } from './snapshot.ts';

/** No source that somebody has written is larger. */
const LARGEST = 1024 * 1024;
const SOURCE = /\.[cm]?[jt]sx?$|(^|\/)(package|tsconfig[\w.-]*)\.json$|(^|\/)bin\/[\w-]+$/;
const NOT_READ = /\.d\.[cm]?ts$|\.min\.js$|(^|\/)(public|static|assets|bower_components)\//;

/**
 * Reads what the code of a project says, and the files that tell how it is run and compiled. No `.env` is among them.
 *
 * @returns the texts by their path from the directory
 * @throws Refusal when there are too many files
 */
export function readSources(directory: string): Map<string, string> {
  const paths = walkFiles(directory);
  if (!paths) throw refuse('no-app', `there are too many files in ${directory}.`, directory);
  const wanted = paths.filter((path) => {
    if (!SOURCE.test(path) || NOT_READ.test(path)) return false;
    const absolute = join(directory, path);
    return fs.lstatSync(absolute).size <= LARGEST && isReadable(absolute);
  });
  const texts = new Map<string, string>();
  for (const [path, entry] of takeSnapshot(directory, wanted.sort())) {
    if (entry.type === 'file' && entry.text !== undefined) texts.set(path, entry.text);
  }
  return texts;
}
