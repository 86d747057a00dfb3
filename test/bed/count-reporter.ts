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
  const { SEED, SAMPLE_LIST: list, SAMPLE_WHOLE: isWhole } = process.env;
  const taken = list && existsSync(list) ? readFileSync(list, 'utf8').trimEnd().split('\n') : [];
  if (list) rmSync(list, { force: true });
  if (taken.length === 0)
    return [`Seed ${SEED}, ${isWhole ? 'nothing left out' : 'no sample'}`, ''];
  const samples = taken.map((line): Sampled => JSON.parse(line));
  return [
    `Samples, drawn by seed ${SEED} (SEED=${SEED} repeats them, npm run test:all takes all):`,
    ...samples.map(({ name, taken, of }) => `  ${taken} of ${of} ${name}`).sort(),
    '',
  ];
}
