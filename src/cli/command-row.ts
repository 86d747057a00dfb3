import type { Option } from 'commander';
import { givenFlags } from '../choices/flags.ts';
import type { Choice } from '../choices/table.ts';
import type { CommandName } from '../command-names.ts';
import type { AnswerOptions } from '../steps/answers.ts';
import type { Mode, Outcome, Run } from '../steps/run.ts';

/** One command: what it takes, how its help reads, and what it runs. */
export interface CommandRow {
  name: CommandName;
  about: string;
  /** Whether it writes, and so says of a refusal that nothing was written. */
  writes: boolean;
  choices: readonly Choice[];
  /** An argument that is no choice. */
  argument?: { name: string; about: string };
  /** Flags besides the choices and those of every command that writes. */
  options: readonly Option[];
  examples: { title: string; lines(version: string): readonly string[] };
  run(typed: Typed, run: Run): Promise<Outcome>;
}

/** What was typed, as commander has read it. */
export interface Typed {
  directory: string | undefined;
  flags: Flags;
}

/** Flags by their names in camel case; only those that were given. */
export interface Flags extends Readonly<Record<string, unknown>> {
  yes?: boolean;
  dryRun?: boolean;
  diff?: boolean;
  check?: boolean;
  json?: boolean;
  quiet?: boolean;
  verbose?: boolean;
  color?: boolean;
  answers?: string;
  secretStdin?: boolean;
}

/** What every command that takes choices understands. */
export function answerOptions(
  flags: Flags,
  choices: readonly Choice[],
): AnswerOptions & { mode: Mode } {
  return {
    flags: givenFlags(flags, choices),
    answersFile: flags.answers,
    secretStdin: flags.secretStdin === true,
    mode: modeOf(flags),
    interactive: isInteractive(flags),
  };
}

function modeOf({ dryRun, diff = false, check = false }: Flags): Mode {
  return dryRun || diff || check ? { contents: diff, check } : 'write';
}

/** Prompts need a terminal to read from and one to be drawn on, and nobody answers them in CI. */
function isInteractive({ yes, json }: Flags): boolean {
  const { CI } = process.env;
  const inCi = CI !== undefined && !['', 'false', '0'].includes(CI);
  return !yes && !json && !inCi && process.stdin.isTTY === true && process.stderr.isTTY === true;
}
