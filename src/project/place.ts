import fs from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { refuse } from '../errors.ts';
import { typeOf } from './snapshot.ts';

/** A directory: for what a person is shown, for the document, and for the disk. */
export interface Place {
  /** As the user gave it. */
  given: string;
  absolute: string;
  /** Without symbolic links: the one to read from and to write to. */
  real: string;
}

/**
 * Finds a directory that is there.
 *
 * @throws Refusal when there is none
 */
export function findPlace(given: string, workingDirectory: string): Place {
  const absolute = resolve(workingDirectory, given);
  if (statusOf(absolute)?.isDirectory()) {
    return { given, absolute, real: fs.realpathSync.native(absolute) };
  }
  const message = `there is no directory ${absolute}. Give the directory of an app.`;
  throw refuse('not-created-here', message, absolute);
}

/**
 * Finds where a directory goes, which need not be there. A link to a directory is followed; the way to it must lead
 * through directories.
 *
 * @throws Refusal when it does not
 */
export function findNewPlace(given: string, workingDirectory: string): Place {
  const absolute = resolve(workingDirectory, given);
  let existing = absolute;
  while (typeOf(existing) === 'absent') existing = dirname(existing);
  const status = statusOf(existing);
  if (!status?.isDirectory()) {
    const what = status ? 'not a directory' : 'a symbolic link that leads nowhere';
    throw refuse('occupied', `${existing} is ${what}. Choose another directory.`, existing);
  }
  const real = resolve(fs.realpathSync.native(existing), relative(existing, absolute));
  return { given, absolute, real };
}

/** Of what a path leads to, through links. Undefined when it leads nowhere that we can see. */
function statusOf(path: string): fs.Stats | undefined {
  try {
    return fs.statSync(path);
  } catch {
    return undefined;
  }
}

/** What a path leads to, without links. Undefined when it leads nowhere that we can see. */
export function realPath(path: string): string | undefined {
  try {
    return fs.realpathSync.native(path);
  } catch {
    return undefined;
  }
}
