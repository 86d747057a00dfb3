import { join } from 'node:path';
import fs from 'fs-extra';
import { CommandError, EXIT } from '../errors.ts';
import type { Policy } from '../file-tree.ts';
import { APPLY_DIRECTORY, BASE_DIRECTORY, STATE_DIRECTORY, STATE_FILE } from './layout.ts';
import { typeOf } from './snapshot.ts';

export const SCHEMA_VERSION = 1;

/** What is recorded of one file as we rendered it. Of an `.env` only the names of our keys. */
export type RecordedFile =
  | { policy: Policy; sha256: string; executable: boolean; status: 'rendered' }
  | { policy: Policy; keys: readonly string[]; executable: boolean; status: 'rendered' };

/** What an app's `state.json` says. */
export interface Recorded {
  schemaVersion: number;
  /** Of create-mongo-session-app, when it last wrote here. */
  version: string;
  choices: Readonly<Record<string, unknown>>;
  files: Readonly<Record<string, RecordedFile>>;
}

/** Whether this tool has been at work in the directory. */
export function hasRecordedState(directory: string): Promise<boolean> {
  return fs.pathExists(join(directory, STATE_FILE));
}

/**
 * Makes sure that what is ours in a directory is there and nowhere else.
 *
 * @throws CommandError (exit 3) when a link, or a file, stands where a directory of ours goes
 */
export async function refuseForeignState(directory: string) {
  for (const path of [STATE_DIRECTORY, BASE_DIRECTORY, APPLY_DIRECTORY]) {
    const type = await typeOf(join(directory, path));
    if (type === 'absent' || type === 'directory') continue;
    const message = `Nothing was written: ${path} is a ${type}, where a directory of this tool goes. Remove it.`;
    throw new CommandError(EXIT.refused, { code: 'occupied', message, file: path });
  }
}

/** Keys sorted and one file per line, so that the states of two branches merge line by line. */
export function stringifyRecorded({ schemaVersion, version, choices, files }: Recorded): string {
  const lines = (entries: Readonly<Record<string, unknown>>) =>
    Object.keys(entries)
      .sort()
      .map((key) => `    ${JSON.stringify(key)}: ${JSON.stringify(entries[key])}`)
      .join(',\n');
  return `{
  "schemaVersion": ${schemaVersion},
  "version": ${JSON.stringify(version)},
  "choices": {
${lines(choices)}
  },
  "files": {
${lines(files)}
  }
}
`;
}
