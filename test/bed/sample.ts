import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { basename } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';

/** What a run says of a battery that it took a sample of. */
export interface Sampled {
  name: string;
  taken: number;
  of: number;
}

/** Where this run's samples are listed, for the reporter. */
const LIST = process.env.SAMPLE_LIST;
const IS_WHOLE = process.env.SAMPLE_WHOLE === '1';
const SEED = Number(process.env.SEED ?? 1);

/**
 * Some cases of a battery that is too large for every run, in their order; all of them with `npm run test:all`. The
 * run's seed, the test file and the name decide which. The end of the run says how many of how many were taken.
 *
 *     test.each(sample('wrong URIs', WRONG_URIS, 12))('%s is refused', …)
 *
 * @param name what the cases are, in the plural; the end of the run sums up what goes by the same name
 * @param where tells batteries of the same name in a file apart
 */
export function sample<Case>(
  name: string,
  cases: readonly Case[],
  count: number,
  where = '',
): Case[] {
  if (IS_WHOLE || cases.length <= count) return [...cases];
  list({ name, taken: count, of: cases.length });
  const someOf = fc.subarray([...cases], { minLength: count, maxLength: count });
  return fc.sample(someOf, { seed: seedOf(name + where), numRuns: 1 })[0] ?? [];
}

/**
 * How many generated values a test is tried with: the first fifth of them, and all with `npm run test:all`.
 *
 *     fc.assert(property, { numRuns: sampleSize('URIs that read back', 3_000) })
 */
export function sampleSize(name: string, count: number): number {
  if (IS_WHOLE) return count;
  const size = Math.ceil(count / 5);
  list({ name, taken: size, of: count });
  return size;
}

/** Batteries of the same length do not all take the same places. */
function seedOf(name: string): number {
  const file = basename(expect.getState().testPath ?? '');
  return createHash('sha256').update(`${SEED} ${file} ${name}`).digest().readInt32LE();
}

function list(sampled: Sampled) {
  if (LIST) appendFileSync(LIST, `${JSON.stringify(sampled)}\n`);
}
