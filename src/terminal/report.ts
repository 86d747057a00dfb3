import type { ExitCode, Problem } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import type { Step } from '../toolchain/step.ts';

/** What a command did; it is filled in as the command goes, so that a failure shows what was known. */
export interface Report {
  command: string;
  version: string;
  /** Absolute. */
  directory: string | null;
  /** No secrets. */
  choices: Readonly<Record<string, unknown>> | null;
  plan: Plan | null;
  /** The changes' contents by path, when they are to be shown. */
  diffs: ReadonlyMap<string, string> | null;
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
    diffs: null,
    steps: [],
    nextSteps: [],
    repeat: null,
    problems: [],
  };
}

/** The one document of `--json`. */
export function reportAsJson(report: Report, exitCode: ExitCode): string {
  const { command, version, directory, choices, plan, diffs, steps, nextSteps, problems } = report;
  const changes = (plan?.changes ?? []).map(({ path, action, reason }) => {
    const change = { path, action, reason };
    return diffs ? { ...change, diff: diffs.get(path) ?? '' } : change;
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
