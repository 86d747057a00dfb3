import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { CHOICES_AGAIN } from './choices/decide-again.ts';
import { addChoices, givenFlags } from './choices/flags.ts';
import { CHOICES } from './choices/table.ts';
import { LATER, meantCommand } from './command-names.ts';
import type { Setting } from './commands/setting.ts';
import { CommandError, EXIT, type ExitCode, Interrupted } from './errors.ts';
import { RESOLUTIONS, type Resolution } from './plan/plan.ts';
import { newReport, type Report, reportAsJson } from './terminal/report.ts';
import { Terminal } from './terminal/terminal.ts';

const { name: NAME, version: VERSION } = packageJson;

const EXAMPLES = `
Examples:
  $ npx ${NAME} my-app
  $ npx ${NAME} my-app --yes
  $ npx ${NAME} my-app --language javascript --collection logins --no-install
  $ MONGODB_URI=mongodb+srv://… npx ${NAME} my-app --yes --json
  $ openssl rand -base64 32 | npx ${NAME} my-app --secret-stdin
  $ npx ${NAME} my-app --answers answers.json --dry-run
  $ npx ${NAME} regenerate --help
`;

const EXAMPLES_AGAIN = `
Examples, in the app's directory:
  $ npx ${NAME}@latest regenerate --diff
  $ npx ${NAME}@latest regenerate
  $ npx ${NAME}@latest regenerate --collection logins --secret-source file
  $ npx ${NAME}@${VERSION} regenerate --check
`;

/** The flags of every command that writes. */
interface CommonFlags {
  yes?: boolean;
  dryRun?: boolean;
  diff?: boolean;
  json?: boolean;
  quiet?: boolean;
  verbose?: boolean;
  color: boolean;
  answers?: string;
}

type Flags = CommonFlags & { overwrite?: boolean } & Record<string, unknown>;
type FlagsAgain = CommonFlags & {
  check?: boolean;
  conflict?: Resolution;
  restore?: string[];
  force?: boolean;
} & Record<string, unknown>;

await main(process.argv.slice(2));

/** Runs a command. Every error becomes an exit code here, and nowhere else. */
async function main(argv: readonly string[]) {
  const wants = (flag: string) => argv.includes(flag);
  if (wants('--no-color')) process.env.NO_COLOR = '1';
  // Of the two, NO_COLOR counts: for the prompts and for what we start, too.
  if (process.env.NO_COLOR) Reflect.deleteProperty(process.env, 'FORCE_COLOR');
  const terminal = new Terminal({
    quiet: wants('--quiet'),
    json: wants('--json'),
  });
  // Named before the flags are read, for what is wrong with those.
  const named = argv.find((word) => !word.startsWith('-'));
  const report = newReport(named === 'regenerate' ? named : 'create', VERSION);
  const interruption = interruptionSignal();
  surviveClosedOutput();

  let exitCode: ExitCode;
  try {
    exitCode = await parseAndRun(argv, terminal, report, interruption);
  } catch (error) {
    if (isHelp(error)) return exit(EXIT.done);
    const failure = asCommandError(error, interruption, wants('--verbose'));
    report.problems.push(...failure.problems);
    exitCode = failure.exitCode;
  }
  if (wants('--json')) process.stdout.write(`${reportAsJson(report, exitCode)}\n`);
  else for (const { message } of report.problems) terminal.error(message);
  exit(exitCode);
}

async function parseAndRun(
  argv: readonly string[],
  terminal: Terminal,
  report: Report,
  signal: AbortSignal,
): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const setting: Setting = {
    version: VERSION,
    templates: fileURLToPath(new URL('./templates/', import.meta.url)),
    workingDirectory: process.cwd(),
    environment: process.env,
    terminal,
    report,
    signal,
  };
  const runCreate = async (directory: string | undefined, flags: Flags) => {
    const { create } = await import('./commands/create.ts');
    exitCode = await create(createOptions(directory, flags), setting);
  };
  const runRegenerate = async (directory: string | undefined, flags: FlagsAgain) => {
    report.command = 'regenerate';
    const { regenerate } = await import('./commands/regenerate.ts');
    exitCode = await regenerate(regenerateOptions(directory, flags), setting);
  };
  const [first] = argv;
  if (first !== undefined) refuseMistypedCommand(first);

  const program = withCreateFlags(new Command(NAME));
  program
    .description('Creates an Express app whose sessions live in MongoDB, and keeps it up to date.')
    .version(VERSION, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .addHelpText('after', EXAMPLES)
    .helpCommand(false)
    .enablePositionalOptions()
    .action(async (directory: string | undefined, flags: Flags) => {
      if (directory !== undefined) refuseMistypedCommand(directory);
      await runCreate(directory, flags);
    });
  withCreateFlags(program.command('create'))
    .description('a new app; the command may be left out')
    .helpOption('--help', 'print this help')
    .action((directory: string | undefined, _flags: Flags, command: Command) =>
      runCreate(directory, command.optsWithGlobals<Flags>()),
    );
  withRegenerateFlags(program.command('regenerate'))
    .description("bring an app up to this version's templates or to changed answers")
    .helpOption('--help', 'print this help')
    .addHelpText('after', EXAMPLES_AGAIN)
    .action((directory: string | undefined, _flags: FlagsAgain, command: Command) =>
      runRegenerate(directory, command.optsWithGlobals<FlagsAgain>()),
    );
  for (const name of LATER) {
    program
      .command(name, { hidden: true })
      .allowUnknownOption()
      .allowExcessArguments()
      .helpOption(false)
      .action(() => {
        report.command = name;
        throw usage('not-in-this-version', `${name} is not in this version (${VERSION}).`);
      });
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeErr: () => {} });
  }
  await program.parseAsync(argv, { from: 'user' });
  return exitCode;
}

function withCreateFlags(command: Command): Command {
  addChoices(command, CHOICES);
  command.option('--overwrite', 'replace files that are in the way');
  return withCommonFlags(command);
}

function withRegenerateFlags(command: Command): Command {
  command.argument('[directory]', 'where the app is [the current directory]');
  addChoices(command, CHOICES_AGAIN);
  const conflict =
    'what both sides changed differently: stop, leave both for you, yours, or the new';
  command
    .option('--check', 'write nothing, and end with 1 when there is something to do')
    .addOption(new Option('--conflict <how>', conflict).choices(RESOLUTIONS))
    .option('--restore <path>', 'bring back a file that you deleted; may be repeated', collect)
    .option('--force', 'write to files whose last changes are in no commit');
  return withCommonFlags(command);
}

function collect(value: string, earlier: string[] = []): string[] {
  return [...earlier, value];
}

function withCommonFlags(command: Command): Command {
  return command
    .option('--answers <file>', 'take answers from a JSON file')
    .option('--yes', 'ask nothing, take the defaults')
    .option('--dry-run', 'show what would be written, and write nothing')
    .option('--diff', 'the same with the contents')
    .option('--json', 'print one JSON document; asks nothing')
    .option('--quiet', 'print warnings, errors and what was asked for')
    .option('--verbose', 'print the stack of an unexpected error')
    .option('--no-color', 'print without colours');
}

function createOptions(directory: string | undefined, flags: Flags) {
  const given = givenFlags(flags, CHOICES);
  return {
    ...commonOptions(flags),
    given: directory === undefined ? given : { ...given, directory },
    overwrite: flags.overwrite === true,
  };
}

function regenerateOptions(directory: string | undefined, flags: FlagsAgain) {
  return {
    ...commonOptions(flags),
    given: givenFlags(flags, CHOICES_AGAIN),
    directory: directory ?? '.',
    check: flags.check === true,
    conflict: flags.conflict,
    restore: flags.restore ?? [],
    force: flags.force === true,
  };
}

function commonOptions(flags: CommonFlags & Record<string, unknown>) {
  return {
    answersFile: flags.answers,
    secretStdin: flags.secretStdin === true,
    dryRun: flags.dryRun === true,
    diff: flags.diff === true,
    interactive: isInteractive(flags),
  };
}

/** Prompts need a terminal to read from and one to be drawn on, and nobody answers them in CI. */
function isInteractive({ yes, json }: CommonFlags): boolean {
  const { CI } = process.env;
  const inCi = CI !== undefined && !['', 'false', '0'].includes(CI);
  return !yes && !json && !inCi && process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** A mistyped command must not create an app of that name. */
function refuseMistypedCommand(name: string) {
  const meant = meantCommand(name);
  if (!meant || existsSync(name)) return;
  const message = `There is no command "${name}". Did you mean ${meant}? For an app of this name: ${NAME} create ${name}`;
  throw usage('unknown-command', message);
}

function usage(
  code: 'unknown-command' | 'not-in-this-version' | 'unknown-flag',
  message: string,
  flag?: string,
) {
  return new CommandError(EXIT.usage, { code, message, ...(flag && { flag }) });
}

function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

function asCommandError(error: unknown, interruption: AbortSignal, verbose: boolean): CommandError {
  if (error instanceof CommandError) return error;
  // Whatever was under way when Ctrl-C or a signal came has failed for that reason.
  if (interruption.reason instanceof CommandError) return interruption.reason;
  if (error instanceof CommanderError) return asUsageError(error);
  const { name, message, stack } = error as Error;
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (code && syscall && path) {
    const unreachable = `Nothing was written: ${path} cannot be reached (${code}). Check its permissions, or choose another directory.`;
    return new CommandError(EXIT.refused, { code: 'unwritable', message: unreachable, file: path });
  }
  // The prompts' own word for Ctrl-C.
  if (name === 'ExitPromptError') return new Interrupted();
  const report = `This is a fault in ${NAME} ${VERSION}: please report it, with what you typed.`;
  return new CommandError(EXIT.fault, {
    code: 'fault',
    message: `${verbose ? stack : message}\n${report}${verbose ? '' : ' --verbose shows where it happened.'}`,
  });
}

/** In commander's words, but without the value of a mistyped flag, which may be a secret. */
function asUsageError({ message }: CommanderError): CommandError {
  const words = message.replace(/^error: /, '').replace(/'(--?[^'=]*)=[\s\S]*'/, "'$1'");
  const flag = /'(--?[\w-]+)/.exec(words)?.[1];
  const sentence = `${words.charAt(0).toUpperCase()}${words.slice(1)}. See: ${NAME} --help`;
  return usage('unknown-flag', sentence, flag);
}

function interruptionSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => controller.abort(new Interrupted(name)));
  }
  return controller.signal;
}

/** `… | head -1` closes our output early: what is left to say has no reader, and that is no error. */
function surviveClosedOutput() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

function exit(code: ExitCode) {
  process.exitCode = code;
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}
