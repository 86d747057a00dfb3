import { isUtf8 } from 'node:buffer';
import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EnvFile } from '../env-file.ts';
import { realPath } from './place.ts';
import { isReadable, typeOf } from './snapshot.ts';

/** An app's `.env`, or undefined when there is none that can be read, as text. Every value in it is a secret. */
export function readEnvFile(directory: string, name = '.env'): EnvFile | undefined {
  const path = join(directory, name);
  if (typeOf(path) !== 'file' || !isReadable(path)) return undefined;
  const bytes = fs.readFileSync(path);
  return isUtf8(bytes) ? EnvFile.parse(bytes.toString('utf8')) : undefined;
}

/** The same through a link, as whoever loads the file reads it. */
export function readLinkedEnvFile(directory: string, name: string): EnvFile | undefined {
  const path = realPath(join(directory, name));
  return path === undefined ? undefined : readEnvFile(dirname(path), basename(path));
}

/** Whether other users of the machine can read a file, by its mode and those of the folders that it is in. */
export function isReadableByOthers(directory: string, name: string): boolean | undefined {
  if (process.platform === 'win32') return undefined;
  const file = join(directory, name);
  if ((fs.statSync(file).mode & 0o004) === 0) return false;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if ((fs.statSync(folder).mode & 0o001) === 0) return false;
    if (dirname(folder) === folder) return true;
  }
}
