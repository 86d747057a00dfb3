import type { Check, Finding, Group, Outcome, Severity, Where } from './check.ts';
import type { Evidence } from './evidence.ts';

/** A finding, with the check that it comes from. */
export interface ToldFinding extends Omit<Finding, 'severity'> {
  code: string;
  severity: Severity;
}

/** What became of a check. */
export interface CheckResult {
  code: string;
  group: Group;
  status: Outcome['status'];
  reason?: string;
  at?: Where;
}

/** A code that is not looked at, and who says so. */
export interface Ignored {
  code: string;
  by: 'flag' | 'package.json';
}

export interface Examination {
  findings: readonly ToldFinding[];
  checks: readonly CheckResult[];
  ignored: readonly Ignored[];
}

const RANK: readonly Severity[] = ['fault', 'risk', 'advice'];

/** Judges all that was read. The gravest findings come first. */
export function examine(
  checks: readonly Check[],
  read: Evidence,
  ignored: readonly Ignored[],
): Examination {
  const judged = checks.map((check) => {
    const ignoredBy = ignored.find(({ code }) => code === check.code)?.by;
    const outcome: Outcome =
      ignoredBy === undefined
        ? check.judge(read)
        : { status: 'skipped', reason: `ignored by ${NAMES[ignoredBy]}` };
    return { check, outcome };
  });
  const findings = judged.flatMap(({ check: { code, severity }, outcome }) =>
    outcome.status === 'found'
      ? outcome.findings.map(
          (one): ToldFinding => ({ code, ...one, severity: one.severity ?? severity }),
        )
      : [],
  );
  return {
    findings: findings.toSorted((a, b) => RANK.indexOf(a.severity) - RANK.indexOf(b.severity)),
    checks: judged.map(({ check: { code, group }, outcome }) => resultOf(code, group, outcome)),
    ignored,
  };
}

const NAMES = { flag: '--ignore', 'package.json': 'package.json' };

function resultOf(code: string, group: Group, outcome: Outcome): CheckResult {
  const { status } = outcome;
  if (outcome.status === 'skipped') return { code, group, status, reason: outcome.reason };
  if (outcome.status !== 'unknown') return { code, group, status };
  const { reason, at } = outcome;
  return { code, group, status, reason, ...(at && { at }) };
}
