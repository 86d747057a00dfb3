import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import fs from 'fs-extra';
import { parse } from 'jsonc-parser';
import { newFolder } from '../bed/folder.ts';

/** A file of an app: its text, or where the link leads that stands there. */
export interface Copy {
  text: string;
  link?: string;
  isExecutable: boolean;
}

export type Copies = ReadonlyMap<string, Copy>;

/** Everything in an app's directory but our records and what is installed. */
export function readCopies(directory: string): Copies {
  const copies = new Map<string, Copy>();
  const visit = (folder: string) => {
    for (const name of readdirSync(join(directory, folder))) {
      const path = folder ? `${folder}/${name}` : name;
      if (['.create-mongo-session-app', 'node_modules'].includes(path)) continue;
      const absolute = join(directory, path);
      const status = lstatSync(absolute);
      const isExecutable = (status.mode & 0o111) !== 0;
      if (status.isDirectory()) visit(path);
      else if (status.isSymbolicLink()) copies.set(path, linkTo(readlinkSync(absolute)));
      else copies.set(path, { text: readFileSync(absolute, 'utf8'), isExecutable });
    }
  };
  visit('');
  return copies;
}

const linkTo = (link: string): Copy => ({ text: '', link, isExecutable: false });

/** As it is compared: LF, no byte order mark, a final newline. */
export function plain(text: string): string {
  const lines = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  return lines === '' || lines.endsWith('\n') ? lines : `${lines}\n`;
}

export interface GitMerge {
  conflicts: number;
  text: string;
}

/** What git makes of the same three texts. */
export function gitMerge(base: string, mine: string, theirs: string): GitMerge {
  const folder = newFolder();
  try {
    const files = { mine, base, theirs };
    for (const [name, text] of Object.entries(files)) {
      fs.writeFileSync(join(folder, name), plain(text));
    }
    const args = ['merge-file', '-p', '--diff3', ...Object.keys(files)];
    const { status, stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
    if (status === null || status > 127) throw new Error('git merge-file failed');
    return { conflicts: status, text: stdout };
  } finally {
    fs.removeSync(folder);
  }
}

/** The lines that the owner has put into a text and that stand in none of the others. */
export function missingLines(base: string, mine: string, ...found: string[]): string[] {
  const linesOf = (text: string) => plain(text).split('\n');
  const known = new Set([base, ...found].flatMap(linesOf));
  return linesOf(mine).filter((line) => !known.has(line));
}

/** The values of a JSON text by their paths; arrays count as values. */
export function leavesOf(text: string): Map<string, string> {
  const leaves = new Map<string, string>();
  const visit = (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      leaves.set(path, JSON.stringify(value));
      return;
    }
    for (const [key, child] of Object.entries(value)) visit(child, `${path}/${key}`);
  };
  visit(parse(plain(text), [], { allowTrailingComma: true }), '');
  return leaves;
}

/** What the owner has given a key, in JSON, that is not so in the result. */
export function missingKeys(base: string, mine: string, result: string): string[] {
  const [before, now, after] = [leavesOf(base), leavesOf(mine), leavesOf(result)];
  const owned = [...now].filter(([path, value]) => before.get(path) !== value);
  const comments = missingLines(base, mine, result).filter((line) => /^\s*\/[/*]/.test(line));
  const keys = owned.filter(([path, value]) => after.get(path) !== value);
  return [...keys.map(([path, value]) => `${path}: ${value}`), ...comments];
}

/** Lines and values of an `.env` that are not in the result; `changed` are keys this run was given. */
export function missingInEnv(mine: string, result: string, changed: readonly string[]): string[] {
  const [before, after] = [parseEnv(plain(mine)), parseEnv(plain(result))];
  const values = Object.entries(before).filter(
    ([key, value]) => !changed.includes(key) && after[key] !== value,
  );
  const isChanged = (line: string) => changed.some((key) => line.includes(`${key}=`));
  const lines = missingLines('', mine, result).filter((line) => !isChanged(line));
  return [...values.map(([key]) => key), ...lines];
}
