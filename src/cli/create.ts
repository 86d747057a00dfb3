import { Option } from 'commander';
import { choicesOf } from '../choices/table.ts';
import { answerOptions, type CommandRow } from './command-row.ts';

const CHOICES = choicesOf('create');

export const CREATE: CommandRow = {
  name: 'create',
  about: 'a new app; the command may be left out',
  writes: true,
  choices: CHOICES,
  options: [new Option('--overwrite', 'replace files that are in the way')],
  examples: {
    title: 'Examples:',
    lines: () => [
      'npx create-mongo-session-app my-app',
      'npx create-mongo-session-app my-app --yes',
      'npx create-mongo-session-app my-app --language javascript --collection logins --no-install',
      'MONGODB_URI=mongodb+srv://… npx create-mongo-session-app my-app --yes --json',
      'openssl rand -base64 32 | npx create-mongo-session-app my-app --secret-stdin',
      'npx create-mongo-session-app my-app --answers answers.json --dry-run',
      'npx create-mongo-session-app regenerate --help',
    ],
  },
  async run({ directory, flags: typed }, run) {
    const { create } = await import('../commands/create.ts');
    const { flags, ...options } = answerOptions(typed, CHOICES);
    const given = directory === undefined ? flags : { ...flags, directory };
    return create({ ...options, flags: given, overwrite: typed.overwrite === true }, run);
  },
};
