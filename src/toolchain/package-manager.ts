import { stripVTControlCharacters } from 'node:util';
import {
  installArguments,
  PACKAGE_MANAGERS,
  type PackageManagerName,
} from '../package-managers.ts';
import { run } from './process.ts';
import { type Step, timed } from './step.ts';

/** Installs the dependencies of the app in `directory`. */
export function install(
  directory: string,
  name: PackageManagerName,
  signal: AbortSignal,
  onSilence: () => void,
): Promise<Step> {
  return timed(async () => {
    const yarn =
      name === 'yarn' ? await run(name, ['--version'], { directory, signal }) : undefined;
    const args = installArguments(name, yarn?.stdout);
    const remedy = [name, ...args].join(' ');
    const ran = await run(name, args, { directory, signal, onSilence });
    if (ran.exitCode === 0) return { name: 'install', status: 'done', detail: remedy };
    const detail =
      ran.exitCode === undefined && !signal.aborted
        ? `${name} could not be started: is it installed? ${PACKAGE_MANAGERS[name].site} says how`
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
