import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import type { Sampled } from './sample.ts';

/** Says what was a sample, and ends the run with the counts on a line of their own, for `.ci/run`. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const skipped = count('skipped');
    const counts = `${count('passed')} passed, ${count('failed') + broken} failed`;
    const lines = [...linesOfSamples(), skipped > 0 ? `${counts}, ${skipped} skipped` : counts];
    process.on('exit', () => console.log(lines.join('\n')));
  }
}

function linesOfSamples(): string[] {
  const { SEED, FC_SEED = 1, SAMPLE_LIST: list, SAMPLE_WHOLE: isWhole } = process.env;
  const seeds = `SEED=${SEED} FC_SEED=${FC_SEED}`;
  const taken = list && existsSync(list) ? readFileSync(list, 'utf8').trimEnd().split('\n') : [];
  if (list) rmSync(list, { force: true });
  if (taken.length === 0)
    return [`${isWhole ? 'Nothing was left out' : 'No sample'} (${seeds})`, ''];
  const sums = new Map<string, Sampled>();
  for (const line of taken) {
    const { name, taken, of }: Sampled = JSON.parse(line);
    const sum = sums.get(name) ?? { name, taken: 0, of: 0 };
    sums.set(name, { name, taken: sum.taken + taken, of: sum.of + of });
  }
  return [
    `Samples (${seeds} repeats them, npm run test:all takes all):`,
    ...[...sums.values()].map(({ name, taken, of }) => `  ${taken} of ${of} ${name}`),
    '',
  ];
}
