import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PackageManagerName } from '../package-managers.ts';
import { ALONE, type Standing } from '../standing.ts';
import { run } from './process.ts';
import { repositoryOf } from './repository.ts';
import { workspaceAround } from './workspace.ts';

export interface Question {
  /** Where the app is or goes. */
  directory: string;
  packageManager: PackageManagerName;
  environment: Readonly<Record<string, string | undefined>>;
  /** Of an app that exists, its own settings count and not those of whoever looks at it: CI must see the same. */
  isNew: boolean;
}

/** Sees where an app stands. */
export async function readStanding(question: Question, signal: AbortSignal): Promise<Standing> {
  const { directory, packageManager } = question;
  const workspace = workspaceAround(directory, packageManager);
  return {
    workspace,
    repository: repositoryAround(directory),
    lockFile: workspace !== undefined || writesLockFile(question),
    yarn: packageManager === 'yarn' ? await versionOfYarn(question, signal) : ALONE.yarn,
  };
}

function repositoryAround(directory: string): string | undefined {
  const root = repositoryOf(directory);
  return root === directory ? undefined : root;
}

/** What the app says in its package.json; a new one, what runs us; else what is installed. */
async function versionOfYarn(
  { directory, environment, isNew }: Question,
  signal: AbortSignal,
): Promise<string> {
  const recorded = /"packageManager"\s*:\s*"yarn@(\d+\.\d+\.\d+)/.exec(
    read(join(directory, 'package.json')),
  );
  if (recorded?.[1]) return recorded[1];
  if (!isNew && existsSync(join(directory, '.yarnrc.yml'))) return ALONE.yarn;
  const running = /^yarn\/(\d+\.\d+\.\d+)/.exec(environment.npm_config_user_agent ?? '');
  if (running?.[1]) return running[1];
  let existing = directory;
  while (!existsSync(existing)) existing = dirname(existing);
  const asked = await run('yarn', ['--version'], { directory: existing, signal, timeout: 10_000 });
  return /^\d+\.\d+\.\d+$/.exec(asked.stdout.trim())?.[0] ?? ALONE.yarn;
}

/** npm and pnpm can be told to write none. Their settings are read, not asked for: that would take half a second. */
function writesLockFile({ directory, packageManager, environment, isNew }: Question): boolean {
  if (packageManager !== 'npm' && packageManager !== 'pnpm') return true;
  const own =
    packageManager === 'npm'
      ? [join(directory, '.npmrc')]
      : [join(directory, '.npmrc'), join(directory, 'pnpm-workspace.yaml')];
  const files = isNew ? [...own, ...settingsOfUser(packageManager, environment)] : own;
  const none = packageManager === 'npm' ? NO_LOCK_FILE.npm : NO_LOCK_FILE.pnpm;
  if (isNew && environment[none.variable] === 'false') return false;
  return !files.some((file) => none.line.test(read(file)));
}

const NO_LOCK_FILE = {
  npm: { variable: 'npm_config_package_lock', line: /^\s*package-lock\s*=\s*"?false"?\s*$/m },
  pnpm: { variable: 'npm_config_lockfile', line: /^\s*lockfile\s*[=:]\s*"?false"?\s*$/m },
};

function settingsOfUser(
  packageManager: 'npm' | 'pnpm',
  environment: Question['environment'],
): string[] {
  const { npm_config_userconfig, npm_config_globalconfig, XDG_CONFIG_HOME } = environment;
  const home = environment.HOME ?? homedir();
  const npmrc = [npm_config_userconfig ?? join(home, '.npmrc'), npm_config_globalconfig];
  // Linux, macOS, Windows: https://pnpm.io/npmrc and https://pnpm.io/settings
  const folders = [
    join(XDG_CONFIG_HOME ?? join(home, '.config'), 'pnpm'),
    join(home, 'Library/Preferences/pnpm'),
    join(environment.LOCALAPPDATA ?? home, 'pnpm/config'),
  ];
  const pnpm = folders.flatMap((folder) => [join(folder, 'rc'), join(folder, 'config.yaml')]);
  return [...npmrc, ...(packageManager === 'pnpm' ? pnpm : [])].filter(
    (path) => path !== undefined,
  );
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
