import { Option } from 'commander';
import { CommandError, EXIT } from '../errors.ts';
import type { RotationKind } from '../plan/rotation.ts';
import { answerOptions, type CommandRow, type Flags } from './command-row.ts';

const KINDS = ['rolling', 'finish', 'emergency'] as const;

export const ROTATE_SECRET: CommandRow = {
  name: 'rotate-secret',
  about: 'a fresh signing secret, and nobody is signed out',
  writes: true,
  choices: [],
  argument: { name: '[directory]', about: 'where the app is [the current directory]' },
  options: [
    new Option('--rolling', 'in two steps, for processes that are restarted one after the other'),
    new Option('--finish', 'leave the newest alone, once nobody needs the older ones'),
    new Option('--emergency', 'it has leaked: a fresh one alone, and everybody is signed out'),
    new Option('--print', 'print the new value, where it is set elsewhere'),
    new Option('--force', 'without waiting'),
  ],
  examples: {
    title: "Examples, in the app's directory:",
    lines: () => [
      'npx create-mongo-session-app rotate-secret',
      'npx create-mongo-session-app rotate-secret --rolling',
      'npx create-mongo-session-app rotate-secret --finish',
    ],
  },
  async run({ directory = '.', flags }, run) {
    const { mode, interactive } = answerOptions(flags, []);
    const kind = kindOf(flags);
    const { rotateSecret } = await import('../commands/rotate-secret.ts');
    return rotateSecret(
      {
        directory,
        mode,
        interactive,
        kind,
        confirmed: flags.yes === true,
        prints: flags.print === true,
        force: flags.force === true,
      },
      run,
    );
  },
};

function kindOf(flags: Flags): RotationKind {
  const [kind = 'at-once', other] = KINDS.filter((one) => flags[one] === true);
  if (other) throw contradiction(`--${kind}`, `--${other}`);
  if (flags.print && flags.json) throw contradiction('--print', '--json');
  return kind;
}

function contradiction(flag: string, other: string): CommandError {
  const message = `${flag} and ${other} exclude each other.`;
  return new CommandError(EXIT.usage, { code: 'contradiction', flag, message });
}
