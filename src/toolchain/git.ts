import { isAbsolute } from 'node:path';
import { usefulPart } from './package-manager.ts';
import { type Ran, run } from './process.ts';
import { repositoryOf } from './repository.ts';
import { type Step, timed } from './step.ts';

const MESSAGE = 'Create the app with create-mongo-session-app';
const COMMIT = 'git commit -m "First commit"';

/**
 * Starts a repository in `directory` and commits `paths`, those of them that are there. What an ignore file from
 * outside leaves out goes in all the same, and so does what lies in `records`: the app needs it. Skipped inside
 * another repository, and without git or an identity. Nothing is added unless git ignores `.env`.
 */
export function startRepository(
  directory: string,
  paths: readonly string[],
  records: string,
  signal: AbortSignal,
): Promise<Step> {
  const git = gitIn(directory, signal);
  const skipped = (detail: string) => ({ name: 'git', status: 'skipped', detail }) as const;
  const failed = (detail: string, { output }: Ran, ...remedies: string[]) => {
    const remedy = [...remedies, COMMIT].join(' && ');
    return { name: 'git', status: 'failed', detail, output: usefulPart(output), remedy } as const;
  };
  const addAll = `git add . && git add --force ${records}`;

  return timed(async () => {
    if ((await git('--version')).exitCode !== 0) return skipped('git is not installed');
    if ((await git('rev-parse', '--git-dir')).exitCode === 0) {
      return skipped('the directory is inside a repository already');
    }
    if (!(await hasIdentity(git))) return skipped('git knows no user.name and user.email');

    const init = await git('init', '--quiet');
    if (init.exitCode !== 0) return failed('git init failed', init, 'git init', addAll);
    const ignored = await git('check-ignore', '--quiet', '.env');
    if (ignored.exitCode !== 0) {
      const what = 'git does not ignore .env, which holds secrets';
      return failed(what, ignored, 'echo .env >> .gitignore', addAll);
    }
    const forced = await leftOutByOthers([...paths, records], records, git);
    const wanted = await untracked(git, '--', ...paths, records);
    const add = await git('add', '--force', '--', ...wanted, ...forced);
    if (add.exitCode !== 0) return failed('git add failed', add, addAll);
    const commit = await git('commit', '--quiet', '-m', MESSAGE);
    if (commit.exitCode !== 0) return failed('git commit failed', commit);
    const detail = `first commit${forced.length > 0 ? `, with what git ignores here: ${forced.join(', ')}` : ''}`;
    return { name: 'git', status: 'done', detail };
  });
}

type Git = (...args: string[]) => Promise<Ran>;

/** A repository may name a program that watches its files; to ask is not to start it. */
function gitIn(directory: string, signal: AbortSignal): Git {
  return (...args) => run('git', ['-c', 'core.fsmonitor=false', ...args], { directory, signal });
}

async function untracked(git: Git, ...args: string[]): Promise<string[]> {
  const listed = await git('ls-files', '-z', '--others', '--exclude-standard', ...args);
  return listed.stdout.split('\0').filter(Boolean);
}

/**
 * Those of `paths`, and of what lies in `records`, that the repository around an app ignores by a file that is not the
 * app's own. Nothing where it ignores the whole app: its owner has said so.
 */
export async function ignoredAround(
  directory: string,
  paths: readonly string[],
  records: string,
  signal: AbortSignal,
): Promise<string[]> {
  if (!repositoryOf(directory)) return [];
  const git = gitIn(directory, signal);
  const leftOut = await leftOutByOthers([...paths, records], records, git);
  const ignoresAll = async () => (await git('check-ignore', '--quiet', '.')).exitCode === 0;
  return leftOut.length === 0 || (await ignoresAll()) ? [] : leftOut;
}

/** Ignored by a file that is not the app's own, which its owner may not even think of; never `.env`. */
async function leftOutByOthers(
  paths: readonly string[],
  records: string,
  git: Git,
): Promise<string[]> {
  const listed = await untracked(git, '--ignored', '--', ...paths);
  const ignored = listed.filter((path) => path !== '.env');
  if (ignored.length === 0) return [];
  // The ignore files are named from the root of the repository.
  const prefix = (await git('rev-parse', '--show-prefix')).stdout.trimEnd();
  const { stdout } = await git(
    '-c',
    'core.quotePath=false',
    'check-ignore',
    '-v',
    '--',
    ...ignored,
  );
  // The ignore file, its line, the pattern, the path.
  const lines = stdout.split('\n').map((line) => /^(.*?):\d+:.*\t(.*)$/.exec(line) ?? []);
  const sources = new Map(lines.map(([, source, path]) => [path, source]));
  return ignored.filter(
    (path) => path.startsWith(`${records}/`) || isFromOutside(sources.get(path) ?? '', prefix),
  );
}

/** The user's own file for all repositories, what `git init` has copied into this one, or a file around the app. */
function isFromOutside(ignoreFile: string, prefix: string): boolean {
  return isAbsolute(ignoreFile) || ignoreFile.startsWith('.git/') || !ignoreFile.startsWith(prefix);
}

/** Whether git would commit `.env`, which holds secrets: a repository around the app may say otherwise than we do. */
export async function exposesEnvFile(directory: string, signal: AbortSignal): Promise<boolean> {
  // To ask git takes longer than to write a small app.
  if (!repositoryOf(directory)) return false;
  const git = gitIn(directory, signal);
  if ((await git('rev-parse', '--is-inside-work-tree')).exitCode !== 0) return false;
  return (await git('check-ignore', '--quiet', '.env')).exitCode === 1;
}

/**
 * Those of the paths whose contents differ from the last commit, so that nothing else holds them; none outside a
 * repository, and of what git ignores.
 */
export async function uncommitted(
  directory: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  if (paths.length === 0 || !repositoryOf(directory)) return [];
  const git = gitIn(directory, signal);
  const prefix = await git('rev-parse', '--show-prefix');
  if (prefix.exitCode !== 0) return [];
  // Not as patterns, for a path may hold an asterisk; and git is not to write its index anew.
  const { stdout } = await git(
    ...['--literal-pathspecs', '--no-optional-locks'],
    ...['status', '--porcelain', '-z', '--no-renames', '--untracked-files=all', '--', ...paths],
  );
  const start = prefix.stdout.trimEnd();
  return stdout
    .split('\0')
    .filter(Boolean)
    .map((line) => line.slice('XY '.length + start.length));
}

/** The files below a directory that git knows or would add, or undefined where git cannot tell. */
export async function listFiles(
  directory: string,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  if (!repositoryOf(directory)) return undefined;
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { exitCode, stdout } = await gitIn(directory, signal)(...args);
  // A directory that is ignored as a whole is nothing to git.
  return exitCode === 0 && stdout !== '' ? [...new Set(stdout.split('\0'))] : undefined;
}

/** Those of the candidates that git has seen beside a file: they were there before it went. */
export async function stoodBeside(
  directory: string,
  path: string,
  candidates: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  if (!repositoryOf(directory)) return [];
  const git = async (...args: string[]) => {
    const { exitCode, stdout } = await gitIn(directory, signal)('--literal-pathspecs', ...args);
    return exitCode === 0 ? stdout : '';
  };
  const among = async (commit: string, paths: readonly string[]) =>
    (await git('ls-tree', '-r', '-z', '--name-only', commit, '--', ...paths)).split('\0');
  if ((await among('HEAD', [path])).includes(path)) return known(await among('HEAD', candidates));
  const deletion = (await git('rev-list', '-1', 'HEAD', '--', path)).trim();
  return deletion === '' ? [] : known(await among(`${deletion}^`, candidates));
}

function known(paths: readonly string[]): string[] {
  return paths.filter(Boolean);
}

/** Whether git holds the file: what is written into it may be committed, and pushed. */
export async function isTracked(directory: string, path: string, signal: AbortSignal) {
  if (!repositoryOf(directory)) return false;
  const git = gitIn(directory, signal);
  return (await git('ls-files', '--error-unmatch', '--', path)).exitCode === 0;
}

/** Whether git would leave the file out; outside a repository there is no telling, so not. */
export async function isIgnored(directory: string, path: string, signal: AbortSignal) {
  if (!repositoryOf(directory)) return false;
  return (await gitIn(directory, signal)('check-ignore', '--quiet', path)).exitCode === 0;
}

async function hasIdentity(git: Git): Promise<boolean> {
  // With useConfigOnly git makes up neither from the machine's name.
  const args = ['-c', 'user.useConfigOnly=true', 'var', 'GIT_COMMITTER_IDENT'];
  return (await git(...args)).exitCode === 0;
}
