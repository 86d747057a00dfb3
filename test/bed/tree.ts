import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/** What stands at and below a path, by path: type, mode, and contents as a hash. Empty when nothing stands there. */
export type Tree = Record<string, string>;

/** @param times with the time of each last change of contents, in whole milliseconds */
export function readTree(directory: string, { times = false } = {}): Tree {
  const tree: Tree = {};
  const visit = (path: string) => {
    const absolute = join(directory, path);
    const status = lstatSync(absolute, { throwIfNoEntry: false });
    if (!status) return;
    const words = [
      typeOf(status),
      (status.mode & 0o7777).toString(8),
      contentsOf(absolute, status),
    ];
    if (times) words.push(`${Math.floor(status.mtimeMs)}`);
    tree[path || '.'] = words.filter(Boolean).join(' ');
    if (!status.isDirectory()) return;
    for (const name of readdirSync(absolute).sort()) visit(path ? `${path}/${name}` : name);
  };
  visit('');
  return tree;
}

function typeOf(status: Stats): string {
  if (status.isFile()) return 'file';
  if (status.isDirectory()) return 'directory';
  return status.isSymbolicLink() ? 'link' : 'other';
}

function contentsOf(path: string, status: Stats): string {
  if (status.isSymbolicLink()) return readlinkSync(path);
  return status.isFile()
    ? createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 12)
    : '';
}

export function without(tree: Tree, excluded: (path: string) => boolean): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !excluded(path)));
}

/** How a tree differs from another, a line for each path; empty when they are the same. */
export function differences(actual: Tree, expected: Tree): string[] {
  const paths = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort();
  return paths.flatMap((path) => {
    const [is, was] = [actual[path], expected[path]];
    if (is === was) return [];
    if (is === undefined) return [`missing: ${path}`];
    return [was === undefined ? `more: ${path} (${is})` : `other: ${path} (${is}, not ${was})`];
  });
}
