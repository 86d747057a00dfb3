import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { LATER, meantCommand } from './choices/command-name.ts';
import type { Given } from './choices/decide.ts';
import { CHOICES, type Choice } from './choices/table.ts';
import { CommandError, EXIT, type ExitCode, Interrupted } from './errors.ts';
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
  const report = newReport('create', VERSION);
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
  const run = async (directory: string | undefined, flags: Flags) => {
    const { create } = await import('./commands/create.ts');
    exitCode = await create(optionsOf(directory, flags), {
      version: VERSION,
      templates: fileURLToPath(new URL('../templates/', import.meta.url)),
      workingDirectory: process.cwd(),
      environment: process.env,
      terminal,
      report,
      signal,
    });
  };
  const [first] = argv;
  if (first !== undefined) refuseMistypedCommand(first);

  const program = withCreateFlags(new Command(NAME));
  program
    .description('Creates an Express app whose sessions live in MongoDB.')
    .version(VERSION, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .addHelpText('after', EXAMPLES)
    .helpCommand(false)
    .enablePositionalOptions()
    .action(async (directory: string | undefined, flags: Flags) => {
      if (directory !== undefined) refuseMistypedCommand(directory);
      await run(directory, flags);
    });
  withCreateFlags(program.command('create'))
    .description('a new app; the command may be left out')
    .helpOption('--help', 'print this help')
    .action((directory: string | undefined, _flags: Flags, command: Command) =>
      run(directory, command.optsWithGlobals<Flags>()),
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
  for (const choice of CHOICES) addChoice(command, choice);
  return command
    .option('--answers <file>', 'take answers from a JSON file')
    .option('--yes', 'ask nothing, take the defaults')
    .option('--dry-run', 'show what would be written, and write nothing')
    .option('--diff', 'the same with the contents')
    .option('--overwrite', 'replace files that are in the way')
    .option('--json', 'print one JSON document; asks nothing')
    .option('--quiet', 'print warnings, errors and what was asked for')
    .option('--verbose', 'print the stack of an unexpected error')
    .option('--no-color', 'print without colours');
}

function addChoice(command: Command, choice: Choice) {
  const { flag, about, byDefault, values, type } = choice;
  const description = [about, values && `(${values.join(', ')})`, `[${byDefault}]`]
    .filter(Boolean)
    .join(' ');
  if (flag.startsWith('[')) {
    command.argument(flag, description);
  } else if (type === 'switch') {
    // Both forms: an answers file may say the contrary of either.
    const name = flag.replace(/^--(\[no-\]|no-)/, '');
    const optional = flag.includes('[no-]');
    command.addOption(new Option(`--${name}`, description).hideHelp(!optional));
    command.addOption(new Option(`--no-${name}`, `${optional ? 'without' : 'do not'} ${about}`));
  } else {
    command.addOption(new Option(flag, description));
  }
}

function optionsOf(directory: string | undefined, flags: Flags) {
  const given: Given = directory === undefined ? {} : { directory };
  for (const { name, type } of CHOICES) {
    if (name !== 'directory' && type !== 'secret') given[name] = flags[name];
  }
  return {
    given,
    answersFile: flags.answers,
    secretStdin: flags.secretStdin === true,
    overwrite: flags.overwrite === true,
    dryRun: flags.dryRun === true,
    diff: flags.diff === true,
    interactive: isInteractive(flags),
  };
}

/** Prompts need a terminal to read from and one to be drawn on, and nobody answers them in CI. */
function isInteractive({ yes, json }: Flags): boolean {
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
