import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';

/** Where in a place the app goes: a new one needs two directories. */
export const APP = 'apps/app';

/** What somebody has in a directory before an app is created in it: some of it in the way, with modes of their own. */
const OWNERS_FILES: [path: string, text: string, mode: number][] = [
  ['.env', 'API_KEY=mine\n', 0o644],
  ['.gitignore', '# mine\r\n*.bak\r\n', 0o664],
  ['package.json', '{ "name": "mine" }\n', 0o640],
  ['NOTES.md', 'Buy milk.\n', 0o600],
  ['src/own.ts', 'export const mine = true;\n', 0o755],
];

/** Puts such files where the app is to be created. Returns the place. */
export function letOwnerWrite(place: string): string {
  const directory = join(place, APP);
  for (const [path, text, mode] of OWNERS_FILES) {
    fs.outputFileSync(join(directory, path), text);
    chmodSync(join(directory, path), mode);
  }
  fs.mkdirSync(join(directory, 'empty'));
  chmodSync(directory, 0o750);
  return place;
}
