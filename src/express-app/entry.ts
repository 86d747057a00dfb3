import type { PackageJson, Project } from './project.ts';
import { join } from './resolve.ts';

/** Where a build puts what it compiles, and from where, by the tsconfig. */
export interface BuildFolders {
  outDir: string | undefined;
  rootDir: string | undefined;
}

const RUNNER =
  /^(node|nodemon|tsx|ts-node|ts-node-esm|ts-node-dev|tsnd|pm2|pm2-runtime|babel-node|bun|electron|forever|swc-node|vite-node)$/;
const TAKES_A_VALUE =
  /^(-r|--require|--import|--loader|--experimental-loader|--env-file|-P|--project|--watch-path|--ignore|-i|-e|--ext|--name|-n|--tsconfig)$/;
const ENDINGS = [
  '',
  '.js',
  '.ts',
  '.mjs',
  '.cjs',
  '.mts',
  '.cts',
  '/index.js',
  '/index.ts',
  '/index.mjs',
];

/** The files that may be where the app starts, the likeliest first. */
export function entriesOf(project: Project, build: BuildFolders): string[] {
  const { packageJson, texts } = project;
  const found = (path: string) => findFile(path, texts, build);
  const fromScripts = ['start', 'dev', 'serve'].flatMap((name) =>
    filesOfScript(name, packageJson, found, new Set()),
  );
  const main = packageJson.main === undefined ? undefined : found(packageJson.main);
  const usual = ['src/', 'server/', ''].flatMap((folder) =>
    ['app', 'server', 'index', 'main'].map((name) => found(`${folder}${name}`)),
  );
  const all = [...fromScripts, main, found('bin/www'), ...usual];
  return [...new Set(all.filter((path) => path !== undefined))];
}

/** The file that a path means: with an ending, or the source of what a build has made. */
export function findFile(
  path: string,
  texts: ReadonlyMap<string, string>,
  build: BuildFolders,
): string | undefined {
  const plain = join('', path);
  if (plain === undefined) return undefined;
  const source = sourceOf(plain, build);
  for (const candidate of source === undefined ? [plain] : [source, plain]) {
    const paths = ENDINGS.map((ending) =>
      candidate === '' ? ending.replace(/^\//, '') : candidate + ending,
    );
    const compiled = /\.[cm]?js$/.test(candidate)
      ? [candidate.replace(/js$/, 'ts'), candidate.replace(/\.js$/, '.tsx')]
      : [];
    const file = [...compiled, ...paths].find((one) => one !== '' && texts.has(one) && isCode(one));
    if (file !== undefined) return file;
  }
  return undefined;
}

function isCode(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path) || /^(.*\/)?[\w-]+$/.test(path);
}

function sourceOf(path: string, { outDir, rootDir }: BuildFolders): string | undefined {
  const out = outDir === undefined ? undefined : join('', outDir);
  const folders = [...(out ? [out] : []), 'dist', 'build', 'lib', 'out'];
  const folder = folders.find((one) => path.startsWith(`${one}/`));
  if (folder === undefined) return undefined;
  const rest = path.slice(folder.length + 1);
  const root = join('', rootDir ?? 'src') ?? '';
  // Without `rootDir` the compiler keeps the folder that all files have in common, or does not.
  return rest.startsWith(`${root}/`) || root === '' ? rest : `${root}/${rest}`;
}

function filesOfScript(
  name: string,
  packageJson: PackageJson,
  found: (path: string) => string | undefined,
  seen: Set<string>,
): string[] {
  const script = packageJson.scripts[name];
  if (script === undefined || seen.has(name)) return [];
  seen.add(name);
  return script.split(/&&|\|\||[;|&]/).flatMap((command) => {
    const words = command
      .replace(/["']|\\"/g, ' ')
      .trim()
      .split(/\s+/);
    const other = otherScript(words);
    if (other !== undefined) return filesOfScript(other, packageJson, found, seen);
    const runner = words.findIndex((word) => RUNNER.test(word.replace(/^.*\//, '')));
    if (runner === -1) return [];
    const takesValue = (option: string) =>
      TAKES_A_VALUE.test(option) ||
      (/nodemon/.test(words[runner] ?? '') && /^(-w|--watch)$/.test(option));
    const file = words.slice(runner + 1).find((word, index, all) => {
      // After `--watch`, nodemon has a folder, and Node the file.
      if (word.startsWith('-') || takesValue(all[index - 1] ?? '')) return false;
      return found(word) !== undefined;
    });
    const path = file === undefined ? undefined : found(file);
    return path === undefined ? [] : [path];
  });
}

/** `npm run serve`, `yarn serve`, `run-s build serve`. */
function otherScript(words: readonly string[]): string | undefined {
  const [first, second, third] = words.filter((word) => !word.startsWith('-'));
  if (first === undefined || !/^(npm|yarn|pnpm|bun)$/.test(first)) return undefined;
  return second === 'run' ? third : second;
}
