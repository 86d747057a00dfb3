import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { usefulPart } from './package-manager.ts';
import { type Ran, run } from './process.ts';
import { type Step, timed } from './step.ts';

const MESSAGE = 'Create the app with create-mongo-session-app';

/**
 * Starts a repository in `directory` and commits `paths`, those of them that are there. Skipped inside another
 * repository, and without git or an identity. Nothing is added unless git ignores `.env`.
 */
export function startRepository(
  directory: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Step> {
  const git = (...args: string[]): Promise<Ran> => run('git', args, { directory, signal });
  const skipped = (detail: string) => ({ name: 'git', status: 'skipped', detail }) as const;
  const failed = (what: string, { output }: Ran) => {
    const remedy = 'git init && git add . && git commit -m "First commit"';
    const detail = `${what} failed`;
    return { name: 'git', status: 'failed', detail, output: usefulPart(output), remedy } as const;
  };

  return timed(async () => {
    if ((await git('--version')).exitCode !== 0) return skipped('git is not installed');
    if ((await git('rev-parse', '--git-dir')).exitCode === 0) {
      return skipped('the directory is inside a repository already');
    }
    if (!(await hasIdentity(git))) return skipped('git knows no user.name and user.email');

    const init = await git('init', '--quiet');
    if (init.exitCode !== 0) return failed('git init', init);
    const ignored = await git('check-ignore', '--quiet', '.env');
    if (ignored.exitCode !== 0) {
      return failed('git does not ignore .env, which holds secrets: git add', ignored);
    }
    // Not what an ignore file of the owner's leaves out: git would refuse the whole list.
    const wanted = await git('ls-files', '-z', '--others', '--exclude-standard', '--', ...paths);
    const add = await git('add', '--', ...wanted.stdout.split('\0').filter(Boolean));
    if (add.exitCode !== 0) return failed('git add', add);
    const commit = await git('commit', '--quiet', '-m', MESSAGE);
    if (commit.exitCode !== 0) return failed('git commit', commit);
    return { name: 'git', status: 'done', detail: 'first commit' };
  });
}

/** Whether git would commit `.env`, which holds secrets: a repository around the app may say otherwise than we do. */
export async function exposesEnvFile(directory: string, signal: AbortSignal): Promise<boolean> {
  // To ask git takes longer than to write a small app.
  if (!isInsideRepository(directory)) return false;
  const git = (...args: string[]) => run('git', args, { directory, signal });
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
  if (paths.length === 0 || !isInsideRepository(directory)) return [];
  const git = (...args: string[]) => run('git', args, { directory, signal });
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

function isInsideRepository(directory: string): boolean {
  if (existsSync(join(directory, '.git'))) return true;
  const parent = dirname(directory);
  return parent !== directory && isInsideRepository(parent);
}

async function hasIdentity(git: (...args: string[]) => Promise<Ran>): Promise<boolean> {
  // With useConfigOnly git makes up neither from the machine's name.
  const args = ['-c', 'user.useConfigOnly=true', 'var', 'GIT_COMMITTER_IDENT'];
  return (await git(...args)).exitCode === 0;
}
