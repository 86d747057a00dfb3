import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { PackageManagerName } from '../package-managers.ts';

/** The root of the workspace that a directory is a member of, as its package manager sees it; it need not be there. */
export function workspaceAround(directory: string, name: PackageManagerName): string | undefined {
  for (let root = dirname(directory), last = directory; root !== last; root = dirname(root)) {
    const path = relative(root, directory).split(sep).join('/');
    if (isMember(path, membersOf(root, name))) return root;
    last = root;
  }
  return undefined;
}

/** Patterns of paths from the root; one with an exclamation mark takes away again. */
export function isMember(path: string, patterns: readonly string[]): boolean {
  const matches = (pattern: string) => toExpression(pattern).test(path);
  const taken = patterns.filter((pattern) => pattern.startsWith('!'));
  if (taken.some((pattern) => matches(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern));
}

/** `packages/*`, `apps/**`, `{apps,packages}/*`: what stands in people's workspaces. */
function toExpression(pattern: string): RegExp {
  const plain = pattern.replace(/^\.\//, '').replace(/\/$/, '');
  const source = plain
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\{([^}]*)\}/g, (_, names: string) => `(?:${names.replaceAll(',', '|')})`)
    .replace(/\*\*\/|\*\*|\*/g, (stars) => ({ '**/': '(?:.*/)?', '**': '.*' })[stars] ?? '[^/]*');
  return new RegExp(`^${source}$`);
}

function membersOf(root: string, name: PackageManagerName): string[] {
  if (name === 'pnpm') return pnpmPackages(read(join(root, 'pnpm-workspace.yaml')));
  try {
    const { workspaces } = JSON.parse(read(join(root, 'package.json')));
    const patterns = Array.isArray(workspaces) ? workspaces : workspaces?.packages;
    return Array.isArray(patterns) ? patterns.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

/** The list under `packages`, in either of the ways to write one. */
export function pnpmPackages(yaml: string): string[] {
  const [, flow, block = ''] =
    /^packages:[ \t]*(?:\[([^\]]*)\]|(?:#.*)?\r?\n((?:[ \t]*(?:-.*|#.*)?(?:\r?\n|$))*))/m.exec(
      yaml,
    ) ?? [];
  const items =
    flow?.split(',') ?? [...block.matchAll(/^[ \t]*-[ \t]*(.*)$/gm)].map(([, item = '']) => item);
  return items
    .map((item) =>
      item
        .trim()
        .replace(/[ \t]+#.*$/, '')
        .replace(/^(['"])(.*)\1$/, '$2'),
    )
    .filter(Boolean);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
