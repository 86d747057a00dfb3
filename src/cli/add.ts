import { Option } from 'commander';
import { choicesOf } from '../choices/table.ts';
import { answerOptions, type CommandRow } from './command-row.ts';

const CHOICES = choicesOf('add');

export const ADD: CommandRow = {
  name: 'add',
  about: 'MongoDB-backed sessions for an Express app of your own',
  writes: true,
  choices: CHOICES,
  argument: { name: '[directory]', about: 'where the app is [the current directory]' },
  options: [
    new Option('--entry <file>', 'the file that starts the app [found by package.json]'),
    new Option('--replace-store', 'put MongoDB in the place of another session store'),
    new Option('--force', 'edit files whose last changes are in no commit'),
  ],
  examples: {
    title: "Examples, in the app's directory:",
    lines: () => [
      'npx create-mongo-session-app add --diff',
      'npx create-mongo-session-app add',
      'npx create-mongo-session-app add --entry server/index.js --secret-source env',
    ],
  },
  async run({ directory = '.', flags }, run) {
    const { add } = await import('../commands/add.ts');
    const entry = typeof flags.entry === 'string' ? flags.entry : undefined;
    const own = {
      directory,
      entry,
      replaceStore: flags.replaceStore === true,
      force: flags.force === true,
    };
    return add({ ...answerOptions(flags, CHOICES), ...own }, run);
  },
};
