import { existsSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addChoices } from '../choices/flags.ts';
import { type CommandName, meantCommand } from '../command-names.ts';
import { CommandError, EXIT } from '../errors.ts';
import { NAME } from '../version.ts';
import { ADD } from './add.ts';
import type { CommandRow, Flags, Typed } from './command-row.ts';
import { CREATE } from './create.ts';
import { DOCTOR } from './doctor.ts';
import { REGENERATE } from './regenerate.ts';
import { ROTATE_SECRET } from './rotate-secret.ts';

/** Every command. The first is the one that may be left out. */
const ROWS = [CREATE, REGENERATE, ADD, DOCTOR, ROTATE_SECRET] as const;

/** What somebody typed: what is to run, or what is wrong with it. */
export interface Invocation extends Typed {
  command: CommandName;
  row: CommandRow;
  fault?: CommandError;
}

/**
 * Reads the words after the command's name. Help and version are printed.
 *
 * @returns undefined when that was all that was wanted
 */
export function readArguments(words: readonly string[], version: string): Invocation | undefined {
  let named: Command | undefined;
  let directory: string | undefined;
  const program = buildProgram(words, version, (command, typed) => {
    named = command;
    directory = typed;
  });
  program.hook('preSubcommand', (_program, command) => {
    named = command;
  });
  const invocation = (): Invocation => {
    const command = (named && named !== program ? named.name() : CREATE.name) as CommandName;
    const row = ROWS.find(({ name }) => name === command) ?? CREATE;
    return { command, row, directory, flags: flagsOf(program, named) };
  };
  try {
    program.parse(words, { from: 'user' });
    if (named === program) refuseMistypedCommand(directory);
    return invocation();
  } catch (error) {
    if (error instanceof CommandError) return { ...invocation(), fault: error };
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    return { ...invocation(), fault: mistypedCommand(program.args[0]) ?? usageError(error) };
  }
}

function buildProgram(
  words: readonly string[],
  version: string,
  onCommand: (command: Command, directory: string | undefined) => void,
): Command {
  const program = new Command(NAME)
    .description('Creates an Express app whose sessions live in MongoDB, and keeps it up to date.')
    .version(version, '--version', 'print the version')
    .helpCommand(false)
    .enablePositionalOptions();
  addRow(program, CREATE, version).action((directory) => onCommand(program, directory));
  for (const row of ROWS) {
    const command = program.command(row.name).description(row.about);
    // The flags of a command that nobody has named would only take time.
    if (words.includes(row.name) || words.includes('--help')) addRow(command, row, version);
    command.action((directory) => onCommand(command, directory));
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeErr: () => {} });
  }
  return program;
}

function addRow(command: Command, row: CommandRow, version: string): Command {
  const { argument, choices, options, examples } = row;
  if (argument) command.argument(argument.name, argument.about);
  addChoices(command, choices);
  for (const option of options) command.addOption(option);
  const lines = examples.lines(version).map((line) => `  $ ${line}\n`);
  if (choices.length > 0) command.option('--answers <file>', 'take answers from a JSON file');
  return (row.writes ? addFlagsOfWriting(command) : addFlagsOfReading(command))
    .helpOption('--help', 'print this help')
    .addHelpText('after', `\n${examples.title}\n${lines.join('')}`);
}

function addFlagsOfReading(command: Command): Command {
  return command
    .option('--json', 'print one JSON document')
    .option('--quiet', 'print warnings, errors and what was asked for')
    .option('--verbose', 'print what holds, too, and the stack of an unexpected error')
    .option('--no-color', 'print without colours');
}

function addFlagsOfWriting(command: Command): Command {
  return command
    .option('--yes', 'ask nothing, take the defaults')
    .option('--dry-run', 'show what would be written, and write nothing')
    .option('--diff', 'the same with the contents')
    .option('--json', 'print one JSON document; asks nothing')
    .option('--quiet', 'print warnings, errors and what was asked for')
    .option('--verbose', 'print the stack of an unexpected error')
    .option('--no-color', 'print without colours');
}

/** The flags that were given to a command or, before its name, to the program. */
function flagsOf(program: Command, named: Command | undefined): Flags {
  const given = [program, ...(named ? [named] : [])].flatMap((command) =>
    Object.entries(command.opts()).filter(
      ([name]) => command.getOptionValueSource(name) !== 'default',
    ),
  );
  return Object.fromEntries(given);
}

/** A mistyped command must not create an app of that name. */
function refuseMistypedCommand(name: string | undefined) {
  const mistyped = mistypedCommand(name);
  if (mistyped) throw mistyped;
}

function mistypedCommand(name: string | undefined): CommandError | undefined {
  const meant = name === undefined ? undefined : meantCommand(name);
  if (name === undefined || !meant || existsSync(name)) return undefined;
  const message = `There is no command "${name}". Did you mean ${meant}? For an app of this name: ${NAME} create ${name}`;
  return new CommandError(EXIT.usage, { code: 'unknown-command', message });
}

/** In commander's words, but without the value of a mistyped flag, which may be a secret. */
function usageError({ message }: CommanderError): CommandError {
  const words = message.replace(/^error: /, '').replace(/'(--?[^'=]*)=[\s\S]*'/, "'$1'");
  const flag = /'(--?[\w-]+)/.exec(words)?.[1];
  const sentence = `${words.charAt(0).toUpperCase()}${words.slice(1)}. See: ${NAME} --help`;
  return new CommandError(EXIT.usage, {
    code: 'unknown-flag',
    message: sentence,
    ...(flag && { flag }),
  });
}
