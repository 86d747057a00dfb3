/** What can be read of a project: each text by its path from the project's directory, with `/` between names. */
export type Texts = ReadonlyMap<string, string>;

/** What an import names. */
export type Resolved =
  | { kind: 'file'; path: string }
  | { kind: 'package'; name: string }
  /** A file of the project that is not there, or that is no code. */
  | { kind: 'missing' };

/** What decides over names that are not relative. */
export interface Aliases {
  /** `paths` of a tsconfig, from the project's directory. */
  paths: readonly (readonly [pattern: string, targets: readonly string[]])[];
  baseUrl: string | undefined;
  /** `imports` of package.json. */
  imports: readonly (readonly [pattern: string, target: string])[];
}

/** What stands for the project's directory where code asks for it, by `__dirname` for one. */
export const PROJECT_ROOT = '/[project]';

const ENDINGS = ['.js', '.ts', '.mjs', '.cjs', '.mts', '.cts', '.tsx', '.jsx'];

/** Finds what `from` imports by a name, as Node, TypeScript and the bundlers do. */
export function resolveImport(
  name: string,
  from: string,
  texts: Texts,
  aliases: Aliases,
): Resolved {
  if (/^\.{0,2}(\/|$)/.test(name) && !name.startsWith('/') && name !== '') {
    return fileAt(join(folderOf(from), name), texts) ?? { kind: 'missing' };
  }
  if (name.startsWith(`${PROJECT_ROOT}/`))
    return fileAt(join('', name.slice(PROJECT_ROOT.length)), texts) ?? { kind: 'missing' };
  if (name.startsWith('/')) return { kind: 'missing' };
  const mapped = [
    ...aliases.paths,
    ...aliases.imports.map(([pattern, to]) => [pattern, [to]] as const),
  ];
  for (const [pattern, targets] of mapped) {
    const rest = match(pattern, name);
    if (rest === undefined) continue;
    for (const target of targets) {
      const found = fileAt(
        join(
          '',
          target.replace('*', () => rest),
        ),
        texts,
      );
      if (found) return found;
    }
  }
  if (name.startsWith('#')) return { kind: 'missing' };
  const based = aliases.baseUrl !== undefined && fileAt(join(aliases.baseUrl, name), texts);
  return based || { kind: 'package', name: packageName(name) };
}

/** `express/lib/router` and `node:http` are of `express` and `http`. */
function packageName(name: string): string {
  const parts = name.replace(/^node:/, '').split('/');
  return name.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? name);
}

function match(pattern: string, name: string): string | undefined {
  const [head = '', tail] = pattern.split('*');
  if (tail === undefined) return pattern === name ? '' : undefined;
  const fits =
    name.startsWith(head) && name.endsWith(tail) && name.length >= head.length + tail.length;
  return fits ? name.slice(head.length, name.length - tail.length) : undefined;
}

function fileAt(path: string | undefined, texts: Texts): Resolved | undefined {
  if (path === undefined) return undefined;
  const candidates = [
    path,
    ...ENDINGS.map((ending) => path + ending),
    // TypeScript names the file that will be compiled from the one that is there.
    ...['.ts', '.tsx'].map((ending) => path.replace(/\.jsx?$/, ending)),
    path.replace(/\.mjs$/, '.mts'),
    path.replace(/\.cjs$/, '.cts'),
    ...ENDINGS.map((ending) => (path === '' ? `index${ending}` : `${path}/index${ending}`)),
  ];
  const found = candidates.find((one) => texts.has(one) && /\.[cm]?[jt]sx?$/.test(one));
  if (found !== undefined) return { kind: 'file', path: found };
  return texts.has(path) ? { kind: 'missing' } : undefined;
}

export function folderOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end === -1 ? '' : path.slice(0, end);
}

/** Joins two paths; undefined when that leaves the project. */
export function join(folder: string, path: string): string | undefined {
  const names: string[] = [];
  for (const name of [...folder.split('/'), ...path.split('/')]) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) return undefined;
  }
  return names.join('/');
}
