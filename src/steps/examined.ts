import { resolve } from 'node:path';
import fs from 'fs-extra';
import type { Examination } from '../doctor/examine.ts';
import { sarifOf } from '../doctor/sarif.ts';
import { EXIT } from '../errors.ts';
import { showExamination } from '../terminal/examination.ts';
import type { Outcome, Run } from './run.ts';

/** The end of a look: what is shown of it, and its exit code. */
export function examined(
  examination: Examination,
  { strict, verbose }: { strict: boolean; verbose: boolean },
  { terminal }: Pick<Run, 'terminal'>,
): Outcome {
  showExamination(examination, { verbose }, terminal);
  const counts = examination.findings.filter(({ severity }) => strict || severity !== 'advice');
  return { exitCode: counts.length > 0 ? EXIT.found : EXIT.done, facts: { examination } };
}

/** Writes what code scanning reads: the one file that is written, where it was asked for. */
export async function writeSarif(
  examination: Examination,
  path: string,
  { surroundings }: Pick<Run, 'surroundings'>,
) {
  const { workingDirectory, version } = surroundings;
  await fs.outputFile(
    resolve(workingDirectory, path),
    `${JSON.stringify(sarifOf(examination, version), null, 2)}\n`,
  );
}
