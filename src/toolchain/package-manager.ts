import { stripVTControlCharacters } from 'node:util';
import { run } from './process.ts';
import { type Step, timed } from './step.ts';

interface PackageManager {
  install: readonly string[];
  lockFile: string;
  /** Runs a package's command without installing it for good. */
  execute: string;
  environment?: Readonly<Record<string, string>>;
}

/** What differs between the package managers. */
export const PACKAGE_MANAGERS: Readonly<Record<'npm' | 'pnpm' | 'yarn' | 'bun', PackageManager>> = {
  npm: { install: ['install'], lockFile: 'package-lock.json', execute: 'npx' },
  pnpm: {
    install: ['install', '--no-frozen-lockfile'],
    lockFile: 'pnpm-lock.yaml',
    execute: 'pnpm dlx',
  },
  yarn: {
    install: ['install'],
    lockFile: 'yarn.lock',
    // Yarn 1 has no dlx.
    execute: 'npx',
    // Where CI is set, Yarn refuses to write its first lock file.
    environment: { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' },
  },
  bun: { install: ['install'], lockFile: 'bun.lock', execute: 'bunx' },
};

export type PackageManagerName = keyof typeof PACKAGE_MANAGERS;

/** How a script of the app is run: `npm run dev`, `pnpm dev`. */
export function runCommand(name: PackageManagerName): string {
  return name === 'npm' || name === 'bun' ? `${name} run` : name;
}

/** Installs the dependencies of the app in `directory`. */
export function install(
  directory: string,
  name: PackageManagerName,
  signal: AbortSignal,
  onSilence: () => void,
): Promise<Step> {
  const { install: args, environment = {} } = PACKAGE_MANAGERS[name];
  const remedy = `${name} install`;
  return timed(async () => {
    const ran = await run(name, args, { directory, environment, signal, onSilence });
    if (ran.exitCode === 0) return { name: 'install', status: 'done', detail: remedy };
    const detail =
      ran.exitCode === undefined && !signal.aborted
        ? `${name} could not be started: is it installed?`
        : signal.aborted
          ? 'interrupted'
          : `${remedy} ended with exit code ${ran.exitCode}`;
    return { name: 'install', status: 'failed', detail, output: usefulPart(ran.output), remedy };
  });
}

/** The last lines that say something: no progress, no notices, no path of a log. */
export function usefulPart(output: string, lines = 20): string {
  return stripVTControlCharacters(output)
    .split(/\r?\n/)
    .filter(
      (line) => line.trim() !== '' && !/^npm (notice|warn)|A complete log of this run/.test(line),
    )
    .slice(-lines)
    .join('\n');
}
