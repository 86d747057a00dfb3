import type { Evidence } from './evidence.ts';

export type Group = 'source' | 'configuration' | 'dependencies' | 'database' | 'http';

/**
 * By consequence. `fault`: it does not work, loses sessions or lets somebody in, as it stands. `risk`: it does under a
 * condition that is said. `advice`: there is a better way.
 */
export type Severity = 'fault' | 'risk' | 'advice';

/** A place in a file of the app; lines and columns count from 1. */
export interface Where {
  file: string;
  line?: number;
  column?: number;
}

export interface Finding {
  /** What is, and what happens. Never a secret. */
  message: string;
  /** What to do: a command of ours, a line to write. */
  remedy: string;
  at?: Where;
  /** What is no place in a file: a header, an index, a key. */
  subject?: string;
  /** Where it is another one than the check's own. */
  severity?: Severity;
}

export type Outcome =
  | { status: 'holds' }
  | { status: 'found'; findings: readonly Finding[] }
  /** It could not be looked at. */
  | { status: 'skipped'; reason: string }
  /** It was looked at, and cannot be told. */
  | { status: 'unknown'; reason: string; at?: Where };

/** One thing that can be wrong with an app's sessions. */
export interface Check {
  code: string;
  group: Group;
  severity: Severity;
  /** What would be wrong, in a few words: the title of its section in docs/doctor.md. */
  about: string;
  judge(read: Evidence): Outcome;
}

export const HOLDS: Outcome = { status: 'holds' };

export function found(...findings: readonly Finding[]): Outcome {
  return { status: 'found', findings };
}

export function skipped(reason: string): Outcome {
  return { status: 'skipped', reason };
}

export function unknown(reason: string, at?: Where): Outcome {
  return { status: 'unknown', reason, ...(at && { at }) };
}

/** Of several outcomes about parts: what is found counts first, then what cannot be told. */
export function together(outcomes: readonly Outcome[]): Outcome {
  const findings = outcomes.flatMap((one) => (one.status === 'found' ? one.findings : []));
  if (findings.length > 0) return found(...findings);
  return (
    outcomes.find(({ status }) => status === 'unknown') ??
    outcomes.find(({ status }) => status === 'skipped') ??
    HOLDS
  );
}
