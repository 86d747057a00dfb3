import { join } from 'node:path';
import fs from 'fs-extra';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from './bed/folder.ts';

const CASES = Array.from({ length: 100 }, (_, index) => index);

/** What is taken of two batteries of a hundred cases, how many of 300 values, and what the run says of it. */
async function draw(env: { SEED: string; SAMPLE_WHOLE?: string }) {
  const list = join(temporaryFolder(), 'list');
  vi.stubEnv('SAMPLE_LIST', list);
  vi.stubEnv('SAMPLE_WHOLE', env.SAMPLE_WHOLE);
  vi.stubEnv('SEED', env.SEED);
  vi.resetModules();
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { sample, sampleSize } = await import('./bed/sample.ts');
  const taken = [sample('ones', CASES, 7), sample('others', CASES, 7)] as const;
  const size = sampleSize('values', 300);
  const said = (await fs.pathExists(list)) ? await fs.readFile(list, 'utf8') : '';
  return { taken, size, said };
}

test('a sample has the size that was asked for, in order, and the same places for a seed and a name', async () => {
  const first = await draw({ SEED: '1' });
  const [ones, others] = first.taken;
  expect(new Set(ones).size).toBe(7);
  expect(ones.toSorted((a, b) => a - b)).toEqual(ones);
  expect(others).not.toEqual(ones);
  expect((await draw({ SEED: '1' })).taken).toEqual(first.taken);
  expect((await draw({ SEED: '2' })).taken).not.toEqual(first.taken);
});

test('every case is taken with one seed or another', async () => {
  const seen = new Set<number>();
  for (let seed = 0; seed < 100; seed += 1) {
    for (const at of (await draw({ SEED: `${seed}` })).taken[0]) seen.add(at);
  }
  expect(seen.size).toBeGreaterThan(95);
});

test('what was left out is said', async () => {
  const { size, said } = await draw({ SEED: '1' });
  expect(size).toBe(60);
  expect(
    said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { name: 'ones', taken: 7, of: 100 },
    { name: 'others', taken: 7, of: 100 },
    { name: 'values', taken: 60, of: 300 },
  ]);
});

test('a whole run leaves nothing out', async () => {
  const { taken, size, said } = await draw({ SEED: '1', SAMPLE_WHOLE: '1' });
  expect(taken).toEqual([CASES, CASES]);
  expect(size).toBe(300);
  expect(said).toBe('');
});
