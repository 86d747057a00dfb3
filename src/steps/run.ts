import type { Caller } from '../choices/table.ts';
import type { ExitCode } from '../errors.ts';
import type { Facts } from '../terminal/document.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Where a command runs: values, which nothing changes. */
export interface Surroundings {
  /** Our own. */
  version: string;
  /** The file of the compiled templates. */
  templates: string;
  workingDirectory: string;
  environment: Readonly<Record<string, string | undefined>>;
}

/** What a command works with, besides its options. */
export interface Run {
  surroundings: Surroundings;
  terminal: Terminal;
  /** Aborts on Ctrl-C and SIGTERM, with an `Interrupted` as its reason. */
  signal: AbortSignal;
  /** Keeps what is known by now, for the document of a run that fails. Only a command's own list of steps calls it. */
  know(facts: Facts): void;
}

/** What a command has done. */
export interface Outcome {
  exitCode: ExitCode;
  facts: Facts;
}

/** To write, or only to look. */
export type Mode = 'write' | Preview;

export interface Preview {
  /** Whether the contents are shown as well. */
  contents: boolean;
  /** Whether there is something to do is told by the exit code. */
  check: boolean;
}

export function callerOf({ workingDirectory, environment }: Surroundings): Caller {
  return { workingDirectory, userAgent: environment.npm_config_user_agent };
}
