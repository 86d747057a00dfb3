import { expect } from 'vitest';
import type { Examination } from '../../src/doctor/examine.ts';
import { runCli } from './cli.ts';

export interface ToldFinding {
  code: string;
  severity: string;
  message: string;
  remedy: string;
  file?: string;
  line?: number;
  subject?: string;
}

/** What `doctor` says in its document, and how it ended. */
export interface Diagnosis {
  code: number | null;
  findings: readonly ToldFinding[];
  checks: Examination['checks'];
  /** The checks of a status by code; of those that have a reason, `code: reason`. */
  are(status: 'holds' | 'found' | 'skipped' | 'unknown'): string[];
  stdout: string;
  stderr: string;
}

/** Runs the packed `doctor` for an app. */
export async function diagnose(
  directory: string,
  flags: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Diagnosis> {
  const { code, stdout, stderr } = await runCli(['doctor', directory, '--json', ...flags], {
    cwd: directory,
    env,
  });
  expect([0, 1], stderr).toContain(code);
  const { findings, checks } = JSON.parse(stdout);
  return {
    code,
    findings,
    checks,
    are: (status) =>
      (checks as Examination['checks'])
        .filter((one) => one.status === status)
        .map(({ code, reason }) => (reason === undefined ? code : `${code}: ${reason}`)),
    stdout,
    stderr,
  };
}
