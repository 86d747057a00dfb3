import { CHECKS } from '../doctor/checks.ts';
import { examine } from '../doctor/examine.ts';
import { findPlace } from '../project/place.ts';
import { examined, writeSarif } from '../steps/examined.ts';
import { ignoredCodes } from '../steps/ignored-codes.ts';
import { type ReadingOptions, readEvidence } from '../steps/read-evidence.ts';
import type { Outcome, Run } from '../steps/run.ts';

export interface DoctorOptions extends ReadingOptions {
  directory: string;
  /** Codes that are left out. */
  ignored: readonly string[];
  /** Where the findings go as SARIF. */
  sarif: string | undefined;
  /** Advice counts for the exit code, too. */
  strict: boolean;
  verbose: boolean;
}

/** Says what is wrong with how an app keeps its sessions. Changes nothing. */
export async function doctor(options: DoctorOptions, run: Run): Promise<Outcome> {
  const place = findPlace(options.directory, run.surroundings.workingDirectory);
  run.know({ place });
  const ignored = ignoredCodes(place, options.ignored);
  const read = await readEvidence(place, options, run);
  const examination = examine(CHECKS, read, ignored);
  if (options.sarif !== undefined) await writeSarif(examination, options.sarif, run);
  return examined(examination, options, run);
}
