import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with the counts on a line of their own, for `.ci/run`. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const skipped = count('skipped');
    const counts = `${count('passed')} passed, ${count('failed') + broken} failed`;
    process.on('exit', () => console.log(skipped > 0 ? `${counts}, ${skipped} skipped` : counts));
  }
}
