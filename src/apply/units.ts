import type { Entry } from '../project/snapshot.ts';
import type { Staged } from './journal.ts';

/** What is done with one path. */
export interface Write {
  path: string;
  /** Undefined: the file is removed. */
  contents: Buffer | undefined;
  mode: number;
  before: Entry;
}

/** What is put in place at once: a file, or a directory that is missing, with all that goes into it. */
export interface Unit {
  path: string;
  before: Entry;
  /** Undefined: the file is removed. Otherwise where it is staged, below `apply/new`. */
  staged: string | undefined;
  /** It, when it is a directory, and those in it, parents first. */
  directories: Staged[];
  writes: StagedWrite[];
}

export interface StagedWrite extends Write {
  staged: string | undefined;
}

/**
 * Groups writes by what is put in place at once, in their order.
 *
 * @param missing the directories that are not there, parents first
 */
export function unitsOf(writes: readonly Write[], missing: readonly string[]): Unit[] {
  const topOf = (path: string) => missing.find((top) => `${path}/`.startsWith(`${top}/`));
  const units = new Map<string, Unit>();
  for (const write of writes) {
    const { contents, before } = write;
    const top = contents === undefined ? undefined : topOf(write.path);
    const path = top ?? write.path;
    const unit = units.get(path) ?? {
      path,
      before: top === undefined ? before : { type: 'absent' },
      staged: contents === undefined ? undefined : `${units.size}`,
      directories: [],
      writes: [],
    };
    const staged = unit.staged && unit.staged + write.path.slice(path.length);
    unit.writes.push({ ...write, staged });
    units.set(path, unit);
  }
  for (const path of missing) {
    const unit = units.get(topOf(path) ?? path);
    unit?.directories.push({ path, staged: `${unit.staged}${path.slice(unit.path.length)}` });
  }
  return [...units.values()];
}
