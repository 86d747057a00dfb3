import type { ExitCode, Problem } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import type { Step } from '../toolchain/step.ts';
import type { Examination } from './examination.ts';

/** What is known of a run: all of it at its end, less when it failed. */
export interface Facts {
  place?: { absolute: string };
  /** No secrets. */
  choices?: object;
  plan?: Plan;
  /** The changes' contents by path, when they are to be shown. */
  diffs?: ReadonlyMap<string, string> | undefined;
  steps?: readonly Step[];
  nextSteps?: readonly string[];
  /** The command that does the same without questions. */
  repeat?: string;
  problems?: readonly Problem[];
  /** What a look at an app has found. */
  examination?: Examination;
}

/** The one document of `--json`. */
export function documentOf(
  command: string,
  version: string,
  facts: Facts,
  exitCode: ExitCode,
): string {
  const { place, choices, plan, diffs, steps = [], nextSteps = [], repeat, problems = [] } = facts;
  const { examination } = facts;
  const changes = (plan?.changes ?? []).map(({ path, action, reason }) => {
    const change = { path, action, reason };
    return diffs ? { ...change, diff: diffs.get(path) ?? '' } : change;
  });
  const document = {
    schemaVersion: 1,
    command,
    version,
    directory: place?.absolute ?? null,
    choices: choices ?? null,
    changes,
    steps: steps.map(({ name, status, milliseconds, detail }) => ({
      name,
      status,
      milliseconds,
      detail,
    })),
    nextSteps,
    repeat: exitCode === 0 ? (repeat ?? null) : null,
    problems,
    ...(examination && examined(examination)),
    exitCode,
  };
  return JSON.stringify(document, null, 2);
}

function examined({ findings, checks, ignored }: Examination) {
  return {
    findings: findings.map(({ code, severity, message, remedy, at, subject }) => ({
      code,
      severity,
      message,
      remedy,
      ...at,
      ...(subject !== undefined && { subject }),
    })),
    checks: checks.map(({ code, group, status, reason, at }) => ({
      code,
      group,
      status,
      ...(reason !== undefined && { reason }),
      ...(at && { file: at.file, line: at.line }),
    })),
    ignored,
  };
}
