import { Option } from 'commander';
import type { CommandRow } from './command-row.ts';

export const DOCTOR: CommandRow = {
  name: 'doctor',
  about: 'what is wrong with how an app keeps its sessions',
  writes: false,
  choices: [],
  argument: { name: '[directory]', about: 'where the app is [the current directory]' },
  options: [
    new Option('--url <url>', 'ask the running app as well: 25 requests at the most'),
    new Option('--entry <file>', 'the file that starts the app [found by package.json]'),
    new Option('--mongo-uri <uri>', 'the database to look at [the one of the app]'),
    new Option('--no-check-database', 'do not look at the database'),
    new Option('--ignore <code>', 'leave a check out; may be repeated').argParser(collect),
    new Option('--strict', 'end with 1 for advice, too'),
    new Option('--sarif <file>', 'write the findings for code scanning, as SARIF 2.1.0'),
  ],
  examples: {
    title: "Examples, in the app's directory:",
    lines: () => [
      'npx create-mongo-session-app doctor',
      'npx create-mongo-session-app doctor --url http://localhost:3000',
      'npx create-mongo-session-app doctor --no-check-database --sarif doctor.sarif',
    ],
  },
  async run({ directory = '.', flags }, run) {
    const { doctor } = await import('../commands/doctor.ts');
    return doctor(
      {
        directory,
        entry: text(flags.entry),
        url: text(flags.url),
        mongoUri: text(flags.mongoUri),
        checksDatabase: flags.checkDatabase !== false,
        ignored: (flags.ignore as string[] | undefined) ?? [],
        sarif: text(flags.sarif),
        strict: flags.strict === true,
        verbose: flags.verbose === true,
      },
      run,
    );
  },
};

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
