import { Option } from 'commander';
import { choicesOf } from '../choices/table.ts';
import { CommandError, EXIT } from '../errors.ts';
import { RESOLUTIONS, type Resolution } from '../plan/plan.ts';
import { answerOptions, type CommandRow } from './command-row.ts';

const CHOICES = choicesOf('regenerate');

export const REGENERATE: CommandRow = {
  name: 'regenerate',
  about: "bring an app up to this version's templates or to changed answers",
  writes: true,
  choices: CHOICES,
  argument: { name: '[directory]', about: 'where the app is [the current directory]' },
  options: [
    new Option('--check', 'write nothing, and end with 1 when there is something to do'),
    new Option(
      '--conflict <how>',
      `what both sides changed differently: stop, leave both for you, yours, or the new (${RESOLUTIONS.join(', ')})`,
    ),
    new Option('--restore <path>', 'bring back a file that you deleted; may be repeated').argParser(
      collect,
    ),
    new Option(
      '--moved <old=new>',
      'say where you moved a file, or with nothing behind the = that it is gone; may be repeated',
    ).argParser(collect),
    new Option('--force', 'write to files whose last changes are in no commit'),
  ],
  examples: {
    title: "Examples, in the app's directory:",
    lines: (version) => [
      'npx create-mongo-session-app@latest regenerate --diff',
      'npx create-mongo-session-app@latest regenerate',
      'npx create-mongo-session-app@latest regenerate --collection logins --secret-source file',
      `npx create-mongo-session-app@${version} regenerate --check`,
    ],
  },
  async run({ directory = '.', flags }, run) {
    const conflict = resolutionOf(flags.conflict);
    const { regenerate } = await import('../commands/regenerate.ts');
    const restore = (flags.restore ?? []) as string[];
    const moved = (flags.moved ?? []) as string[];
    const options = { directory, conflict, restore, moved, force: flags.force === true };
    return regenerate({ ...answerOptions(flags, CHOICES), ...options }, run);
  },
};

/** Not left to commander, which would stop reading there, and miss a `--json` behind it. */
function resolutionOf(typed: unknown): Resolution | undefined {
  const found = RESOLUTIONS.find((resolution) => resolution === typed);
  if (found || typed === undefined) return found;
  const message = `--conflict: it is one of ${RESOLUTIONS.join(', ')}, not "${typed}".`;
  const flag = '--conflict';
  throw new CommandError(EXIT.usage, { code: 'unknown-flag', flag, message });
}

function collect(value: string, earlier: string[] = []): string[] {
  return [...earlier, value];
}
