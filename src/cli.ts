import { join } from 'node:path';
import type { Flags } from './cli/command-row.ts';
import { type Invocation, readArguments } from './cli/program.ts';
import {
  CommandError,
  EXIT,
  type ExitCode,
  Interrupted,
  problemsAsSaid,
  refuse,
} from './errors.ts';
import type { Outcome, Surroundings } from './steps/run.ts';
import { documentOf, type Facts } from './terminal/document.ts';
import { Terminal } from './terminal/terminal.ts';
import { NAME, VERSION } from './version.ts';

surviveClosedOutput();
const invocation = readArguments(process.argv.slice(2), VERSION);
if (invocation) main(invocation);

/** Runs a command. Every error becomes an exit code here, and nowhere else. */
async function main({ command, row, directory, flags, fault }: Invocation) {
  settleColour(flags);
  const terminal = new Terminal({ quiet: flags.quiet === true, json: flags.json === true });
  const signal = interruptionSignal();
  let known: Facts = {};
  const know = (facts: Facts) => {
    known = { ...known, ...facts };
  };

  let outcome: Outcome;
  try {
    if (fault) throw fault;
    const run = { surroundings: surroundings(), terminal, signal, know };
    outcome = await row.run({ directory, flags }, run);
  } catch (error) {
    const failure = asCommandError(error, signal, flags.verbose === true);
    const problems = problemsAsSaid(failure, row.writes);
    outcome = { exitCode: failure.exitCode, facts: { problems } };
  }
  const { exitCode } = outcome;
  const facts = { ...known, ...outcome.facts };
  if (flags.json) process.stdout.write(`${documentOf(command, VERSION, facts, exitCode)}\n`);
  else for (const { message } of facts.problems ?? []) terminal.error(message);
  exit(exitCode);
}

function surroundings(): Surroundings {
  return {
    version: VERSION,
    templates: join(import.meta.dirname, 'templates.br'),
    workingDirectory: process.cwd(),
    environment: process.env,
  };
}

function settleColour({ color }: Flags) {
  if (color === false) process.env.NO_COLOR = '1';
  // Of the two, NO_COLOR counts: for the prompts and for what we start, too.
  if (process.env.NO_COLOR) Reflect.deleteProperty(process.env, 'FORCE_COLOR');
}

function asCommandError(error: unknown, interruption: AbortSignal, verbose: boolean): CommandError {
  if (error instanceof CommandError) return error;
  // Whatever was under way when Ctrl-C or a signal came has failed for that reason.
  if (interruption.reason instanceof CommandError) return interruption.reason;
  const { name, message, stack } = error as Error;
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (code && syscall) {
    // Of what was open already, the error names no path.
    const unreachable = `${path ?? 'a file'} cannot be reached (${code}). ${REMEDIES[code] ?? 'Check its permissions, or choose another directory.'}`;
    return refuse('unwritable', unreachable, path);
  }
  // The prompts' own word for Ctrl-C.
  if (name === 'ExitPromptError') return new Interrupted();
  const report = `This is a fault in ${NAME} ${VERSION}: please report it, with what you typed.`;
  return new CommandError(EXIT.fault, {
    code: 'fault',
    message: `${verbose ? stack : message}\n${report}${verbose ? '' : ' --verbose shows where it happened.'}`,
  });
}

/** What to do where it is not a matter of permissions. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOTDIR: 'A file stands where a directory of this path would be: choose another one.',
  ENAMETOOLONG: 'The name is too long: choose a shorter one.',
  ELOOP: 'A link on the way leads to itself: choose another directory.',
};

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
