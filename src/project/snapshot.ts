import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';

/** What stands at a path now. */
export type Entry =
  | { type: 'absent' }
  | { type: 'file'; sha256: string; mode: number; text: string | undefined }
  | { type: 'directory' | 'symbolic link' | 'other' }
  /** An `.env` that we may not read, which is no reason to refuse what has nothing to do with it. */
  | { type: 'unreadable' }
  /** A name on the way to it is no directory. */
  | { type: 'blocked'; by: string; what: string };

export type Snapshot = ReadonlyMap<string, Entry>;

/**
 * Reads what stands at the given paths of a directory, which need not exist. A symbolic link is reported, never
 * followed. The text of an `.env` is not kept, nor what is no UTF-8: only its hash. It looks without a pause, so that
 * little can happen meanwhile.
 */
export function takeSnapshot(directory: string, paths: Iterable<string>): Snapshot {
  const types = new Map<string, EntryType>();
  return new Map([...paths].map((path) => [path, readEntry(directory, path, types)]));
}

function readEntry(directory: string, path: string, types: Map<string, EntryType>): Entry {
  const names = path.split('/');
  for (let length = 1; length < names.length; length += 1) {
    const parent = names.slice(0, length).join('/');
    const type = types.get(parent) ?? typeOf(join(directory, parent));
    types.set(parent, type);
    if (type === 'absent') return { type: 'absent' };
    if (type !== 'directory') return { type: 'blocked', by: parent, what: type };
  }
  const type = typeOf(join(directory, path));
  if (type !== 'file') return { type };
  if (path === '.env' && !isReadable(join(directory, path))) return { type: 'unreadable' };
  return readFile(directory, path);
}

type EntryType = 'absent' | 'file' | 'directory' | 'symbolic link' | 'other';

/** The type of what stands at a path, without following a link. */
export function typeOf(path: string): EntryType {
  const status = fs.lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return 'absent';
  if (status.isFile()) return 'file';
  if (status.isDirectory()) return 'directory';
  return status.isSymbolicLink() ? 'symbolic link' : 'other';
}

/** Whether we may read a file. @throws when that cannot be told */
export function isReadable(path: string): boolean {
  try {
    fs.accessSync(path, fs.constants.R_OK);
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

function readFile(directory: string, path: string): Entry {
  const bytes = fs.readFileSync(join(directory, path));
  const { mode } = fs.statSync(join(directory, path));
  const text = path === '.env' || !isUtf8(bytes) ? undefined : bytes.toString('utf8');
  return { type: 'file', sha256: sha256(bytes), mode: mode & 0o777, text };
}

/** The SHA-256 of a file's contents, in hexadecimal. */
export function sha256(bytes: Buffer | string): string {
  return hash('sha256', bytes);
}
