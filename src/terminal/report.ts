import type { ExitCode, Problem } from '../errors.ts';
import { visibleText } from '../file-tree.ts';
import type { Change, Plan } from '../plan/plan.ts';
import type { Step } from '../toolchain/step.ts';
import { diffOf } from './diff.ts';
import type { Terminal } from './terminal.ts';

/** What a command did; it is filled in as the command goes, so that a failure shows what was known. */
export interface Report {
  command: string;
  version: string;
  /** Absolute. */
  directory: string | null;
  /** No secrets. */
  choices: Readonly<Record<string, unknown>> | null;
  plan: Plan | null;
  /** Whether the changes' contents are to be shown. */
  showDiff: boolean;
  steps: Step[];
  nextSteps: string[];
  repeat: string | null;
  problems: Problem[];
}

export function newReport(command: string, version: string): Report {
  return {
    command,
    version,
    directory: null,
    choices: null,
    plan: null,
    showDiff: false,
    steps: [],
    nextSteps: [],
    repeat: null,
    problems: [],
  };
}

/** The one document of `--json`. */
export function reportAsJson(report: Report, exitCode: ExitCode): string {
  const { command, version, directory, choices, plan, showDiff, steps, nextSteps, problems } =
    report;
  const changes = (plan?.changes ?? []).map((change) => {
    const { path, action, reason } = change;
    return showDiff ? { path, action, reason, diff: diffOf(change) } : { path, action, reason };
  });
  const document = {
    schemaVersion: 1,
    command,
    version,
    directory,
    choices,
    changes,
    steps: steps.map(({ name, status, milliseconds, detail }) => ({
      name,
      status,
      milliseconds,
      detail,
    })),
    nextSteps,
    repeat: exitCode === 0 ? report.repeat : null,
    problems,
    exitCode,
  };
  return JSON.stringify(document, null, 2);
}

/** What a plan would do, for `--dry-run` and `--diff`. */
export function showPlan({ changes }: Plan, showDiff: boolean, terminal: Terminal) {
  const { paintResult: paint } = terminal;
  const askedFor = true;
  for (const change of changes) {
    const { path, action, reason } = change;
    const size =
      action === 'create' ? `${Buffer.byteLength(visibleText(change.after))} bytes` : reason;
    const style = STYLES[action] ?? 'dim';
    terminal.result(`${paint(style, action.padEnd(8))} ${path}  ${paint('dim', size)}`, {
      askedFor,
    });
  }
  if (!showDiff) return;
  for (const change of changes) {
    const diff = diffOf(change);
    if (diff) terminal.result(`\n${colourDiff(diff, paint)}`, { askedFor });
  }
}

const STYLES: Partial<Record<Change['action'], 'green' | 'yellow' | 'red' | 'cyan'>> = {
  create: 'green',
  replace: 'yellow',
  merge: 'cyan',
  refuse: 'red',
};

function colourDiff(diff: string, paint: Terminal['paint']): string {
  const style = (line: string) =>
    line.startsWith('+') ? 'green' : line.startsWith('-') ? 'red' : undefined;
  return diff
    .split('\n')
    .map((line) => {
      const colour = style(line);
      return colour ? paint(colour, line) : line;
    })
    .join('\n');
}
