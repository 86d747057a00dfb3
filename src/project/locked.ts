import fs from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { isReadable, typeOf } from './snapshot.ts';

/** A package as a lock file has it. */
export interface Locked {
  version?: unknown;
  dependencies?: unknown;
  peerDependencies?: unknown;
}

/** What a lock file has of a package: the one that the app gets, or the one that another package gets for itself. */
export type Lock = (name: string, below?: string) => Locked | undefined;

/** What a package.json asks for, by name. */
type Ranges = Readonly<Record<string, string>>;

/** The lock files of the package managers: npm, pnpm 8 and later, yarn 1 and later, bun 1.2 and later. */
const READERS: Readonly<Record<string, (text: string, ranges: Ranges) => Lock>> = {
  'package-lock.json': ofNpm,
  'npm-shrinkwrap.json': ofNpm,
  'pnpm-lock.yaml': ofPnpm,
  'yarn.lock': ofYarn,
  'bun.lock': ofBun,
};

/** Reads the lock file of an app. Where there is none that can be read, nothing is locked. */
export function readLock(directory: string, ranges: Ranges): Lock {
  for (const [name, read] of Object.entries(READERS)) {
    const path = join(directory, name);
    if (typeOf(path) !== 'file' || !isReadable(path)) continue;
    return read(fs.readFileSync(path, 'utf8').replace(/\r\n/g, '\n'), ranges);
  }
  return () => undefined;
}

function ofNpm(text: string): Lock {
  const packages = packagesOf(text);
  return (name, below) => {
    const parent = below === undefined ? '' : `node_modules/${below}/`;
    return packages[`${parent}node_modules/${name}`] as Locked | undefined;
  };
}

/** `"connect-mongo/mongodb": ["mongodb@6.0.0", "", { "dependencies": {…} }, "sha512-…"]` */
function ofBun(text: string): Lock {
  const packages = packagesOf(text);
  return (name, below) => {
    const entry = packages[below === undefined ? name : `${below}/${name}`];
    if (!Array.isArray(entry)) return undefined;
    const [id, , more] = entry;
    return { ...more, version: versionIn(String(id)) };
  };
}

function packagesOf(text: string): Record<string, unknown> {
  return parse(text)?.packages ?? {};
}

/** Each entry is named by the ranges that it is for: `mongodb@^6.0.0, mongodb@5.x || 6.x:`, since yarn 2 `mongodb@npm:^6.0.0`. */
function ofYarn(text: string, ranges: Ranges): Lock {
  const locked = new Map<string, Locked>();
  for (const { head, lines } of entriesOf(text, ''))
    for (const range of head.replaceAll('"', '').split(/, ?/))
      locked.set(range.replace('@npm:', '@'), manifestOf(lines));
  const own: Lock = (name) => locked.get(`${name}@${ranges[name]?.replace(/^npm:/, '')}`);
  return (name, below) => {
    if (below === undefined) return own(name);
    const { dependencies = {} } = (own(below) ?? {}) as { dependencies?: Ranges };
    const found = locked.get(`${name}@${dependencies[name]?.replace(/^npm:/, '')}`);
    return found && found.version !== own(name)?.version ? found : undefined;
  };
}

/** What an app asks for stands by its folder (before pnpm 9 of one app alone without it), then what there is of each version. */
function ofPnpm(text: string): Lock {
  const [head = '', ...rest] = text.split(/^(?=packages:|snapshots:)/m);
  const [, app = head] =
    /^importers:\n(?:[\s\S]*?\n)?? {2}\.:\n((?: {4}.*\n|\n)*)/m.exec(head) ?? [];
  const entries = rest.flatMap((part) => entriesOf(part, '  '));
  const own: Lock = (name) => {
    const version = new RegExp(
      `^ +'?${name}'?:\\n +specifier: .*\\n +version: ([^\\s(]+)`,
      'm',
    ).exec(app)?.[1];
    const id = `${name}@${version}`;
    const found = entries.filter(({ head }) => head.replace(/^\/|\(.*/g, '') === id);
    const manifest = manifestOf(found.flatMap(({ lines }) => lines));
    return version === undefined ? undefined : { ...manifest, version };
  };
  return (name, below) => {
    if (below === undefined) return own(name);
    const { dependencies, peerDependencies } = (own(below) ?? {}) as Record<string, Ranges>;
    const version = dependencies?.[name];
    return version === undefined || peerDependencies?.[name] ? undefined : { version };
  };
}

interface Entry {
  head: string;
  lines: readonly string[];
}

/** The entries of a text that is indented as YAML is, below a margin; their lines without it. */
function entriesOf(text: string, margin: string): Entry[] {
  return text.split(new RegExp(`^${margin}(?=[^\\s#])`, 'm')).map((entry) => {
    const [head = '', ...lines] = entry.split('\n');
    const bare = head.replace(/:$/, '').replace(/^'(.*)'$/, '$1');
    return { head: bare, lines: lines.map((line) => line.slice(margin.length)) };
  });
}

/** `version`, `dependencies` and the like of an entry: `mongodb: ^6.0.0`, in yarn 1 `mongodb "^6.0.0"`. */
function manifestOf(lines: readonly string[]): Locked {
  const manifest: Record<string, unknown> = {};
  let section: Record<string, string> = {};
  for (const line of lines) {
    const [, margin, key = '', value = ''] = LINE.exec(line) ?? [];
    if (margin === '    ') section[key] = value;
    if (margin !== '  ') continue;
    if (value !== '') manifest[key] = value;
    else manifest[key] = section = {};
  }
  return manifest;
}

const LINE = /^( +)["']?([^\s"':]+)["']?:? ?["']?(.*?)["']?$/;

/** `@scope/name@1.2.3` */
function versionIn(id: string): string {
  return id.slice(id.lastIndexOf('@') + 1);
}
