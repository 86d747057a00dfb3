/** Exit codes of all commands (README.md explains them). */
export const EXIT = {
  done: 0,
  found: 1,
  usage: 2,
  refused: 3,
  conflict: 4,
  unfinished: 5,
  fault: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A fixed word per kind of problem, for scripts that read `--json` (docs/json.md lists them). */
export type ProblemCode =
  | 'missing-choice'
  | 'illegal-value'
  | 'contradiction'
  | 'unknown-flag'
  | 'unknown-command'
  | 'broken-answers'
  | 'occupied'
  | 'already-created'
  | 'not-created-here'
  | 'newer-state'
  | 'uncommitted'
  | 'conflict'
  | 'unsafe-path'
  | 'no-app'
  | 'several-apps'
  | 'other-store'
  | 'unclear-session'
  | 'other-framework'
  | 'old-express'
  | 'driver-conflict'
  | 'env-committed'
  | 'broken-source'
  | 'out-of-order'
  | 'secret-elsewhere'
  | 'changed-meanwhile'
  | 'locked'
  | 'left-over'
  | 'unwritable'
  | 'no-space'
  | 'install-failed'
  | 'git-failed'
  | 'interrupted'
  | 'fault';

/** What is wrong, why, and what to do: one or two lines, never with a secret. */
export interface Problem {
  code: ProblemCode;
  message: string;
  flag?: string;
  file?: string;
  line?: number;
}

/** Ends a command with an exit code. `cli.ts` is the one place that catches it. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  readonly problems: readonly Problem[];

  constructor(exitCode: ExitCode, ...problems: Problem[]) {
    super(problems.map((problem) => problem.message).join('\n'));
    this.exitCode = exitCode;
    this.problems = problems;
  }
}

/** Ends a command before it has written anything, or after it has taken everything back: a command that writes says so. */
export class Refusal extends CommandError {}

/** A refusal, exit 3. @param message starts in lower case, for it may stand behind "Nothing was written: " */
export function refuse(code: ProblemCode, message: string, file?: string): Refusal {
  return new Refusal(EXIT.refused, { code, message, ...(file !== undefined && { file }) });
}

/** The problems of an error in the words of a command: one that writes says of a refusal that nothing was written. */
export function problemsAsSaid(error: CommandError, writes: boolean): readonly Problem[] {
  const [first, ...others] = error.problems;
  if (!first || !writes || !(error instanceof Refusal)) return error.problems;
  return [{ ...first, message: `Nothing was written: ${first.message}` }, ...others];
}

/** Ctrl-C (SIGINT) or SIGTERM, after whatever had to be rolled back. */
export class Interrupted extends CommandError {
  constructor(signal: 'SIGINT' | 'SIGTERM' = 'SIGINT') {
    const exitCode = signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
    super(exitCode, { code: 'interrupted', message: 'Interrupted. Nothing was left behind.' });
  }
}
