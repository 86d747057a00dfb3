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
  | 'not-in-this-version'
  | 'broken-answers'
  | 'occupied'
  | 'already-created'
  | 'not-created-here'
  | 'newer-state'
  | 'uncommitted'
  | 'conflict'
  | 'unsafe-path'
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

/** Ctrl-C (SIGINT) or SIGTERM, after whatever had to be rolled back. */
export class Interrupted extends CommandError {
  constructor(signal: 'SIGINT' | 'SIGTERM' = 'SIGINT') {
    const exitCode = signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
    super(exitCode, { code: 'interrupted', message: 'Interrupted. Nothing was left behind.' });
  }
}
