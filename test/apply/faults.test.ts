import { join } from 'node:path';
import fs from 'fs-extra';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newFolder } from '../bed/folder.ts';
import { buildSmallApply, changesSomething, FaultList } from './faults.ts';
import type { Outcome } from './small-apply.ts';
import { APP_START, type Broken, type Scene, STARTS, type Start, Trial } from './trial.ts';

// A sample of the steps of writing a small app or its next version, and of clearing up what a crash has left of that; all of them
// with `npm run test:all`. The steps of the whole command are in create-faults.test.ts.

/** Crashes that leave something else to clear up each. */
const LEFT_OVERS = [
  { when: 'while staging', isThere: (step: string) => /^write .*new\/3/.test(step) },
  // A directory that is missing is put in place as one.
  {
    when: 'half in place',
    isThere: (step: string) => /^rename .*\/(src|deep|start\.js)( |$)/.test(step),
  },
  { when: 'all staged', isThere: (step: string) => /^write .*journal\.json\.new$/.test(step) },
  { when: 'half cleared up', isThere: (step: string) => /^unlink .*\.gitignore$/.test(step) },
];

let folder: string;
let script: string;
beforeAll(async () => {
  folder = newFolder();
  script = await buildSmallApply(join(folder, 'process'));
});
afterAll(() => fs.remove(folder));

describe.each<Start>([...STARTS, APP_START])('in %s', { timeout: 300_000 }, (start) => {
  let trial: Trial;
  beforeAll(async () => {
    trial = new Trial(script, folder, start);
    await trial.prepare();
  });

  test('every kind of call is seen', () => {
    const names = new Set(trial.work.steps.map((step) => step.split(' ')[0]));
    const expected = ['access', 'close', 'lstat', 'mkdir', 'open', 'rename', 'rmdir', 'unlink'];
    expect([...names]).toEqual(expect.arrayContaining([...expected, 'write']));
    // Where nothing of the owner's is replaced, nothing waits for the disk.
    expect(names.has('fsync')).toBe(start !== 'a new directory');
    expect(names.has('link')).toBe(start !== 'a new directory');
  });

  test.each(['EIO', 'full'])('%s at any step leaves everything as it was', async (kind) => {
    const faults = new FaultList();
    for (const failure of await trial.failAtSteps(trial.work, kind)) {
      const { place, label, exitCode } = failure;
      faults.add(label, faultsOfMessage(failure));
      faults.add(label, trial.faultsOfOutcome(place, exitCode));
      faults.add(`${label}, then again`, await trial.faultsOfNextRun(place));
    }
    expect(faults.list).toEqual([]);
  });

  test('a disk that fails for good at any step does no harm once it works again', async () => {
    const faults = new FaultList();
    for (const failure of await trial.failAtSteps(trial.work, 'EIO-on')) {
      faults.add(failure.label, faultsOfMessage(failure));
      await addFaultsOfNextRuns(faults, failure);
    }
    expect(faults.list).toEqual([]);
  });

  // Regenerate does with a file what create does as well, but for taking it away.
  const moments = start === APP_START ? ['before'] : ['before', 'after'];
  test.each(moments)('a kill %s any step leaves all or nothing', async (moment) => {
    const kind = `kill-${moment}`;
    expect(await faultsOfKills(trial.work, kind, changesSomething)).toEqual([]);
  });

  test('a kill in the middle of any write leaves all or nothing', async () => {
    const writes = (step: string) => step.startsWith('write ');
    expect(await faultsOfKills(trial.work, 'kill-half', writes)).toEqual([]);
  });

  const leftOvers =
    start === APP_START ? LEFT_OVERS.filter(({ when }) => /half/.test(when)) : LEFT_OVERS;
  describe.each(leftOvers)('what a crash has left $when', ({ isThere }) => {
    let recovery: Scene;
    beforeAll(async () => {
      recovery = await trial.recoveryFrom(trial.work.steps.findLastIndex(isThere));
    });

    // It does one thing after the other: to be killed after a step is to be killed before the next.
    test('a kill at any step of clearing it up leaves all or nothing', async () => {
      expect(await faultsOfKills(recovery, 'kill-before', changesSomething)).toEqual([]);
    });

    test('EIO at any step of clearing it up leaves all or nothing', async () => {
      const faults = new FaultList();
      for (const failure of await trial.failAtSteps(recovery, 'EIO')) {
        faults.add(failure.label, faultsOfMessage(failure));
        await addFaultsOfNextRuns(faults, failure);
      }
      expect(faults.list).toEqual([]);
    });
  });

  async function faultsOfKills(scene: Scene, kind: string, wanted: (step: string) => boolean) {
    const faults = new FaultList();
    await trial.killAtSteps(scene, kind, wanted, (killed) => addFaultsOfNextRuns(faults, killed));
    return faults.list;
  }

  async function addFaultsOfNextRuns(faults: FaultList, { place, label }: Broken) {
    faults.add(`${label}, then recovery`, await trial.faultsOfRecovery(place));
    faults.add(`${label}, then again`, await trial.faultsOfNextRun(place));
  }
});

/** A failed call is either survived, or refused with sentences that a person can use. */
function faultsOfMessage({ exitCode, message }: Outcome): string[] {
  const sentence = /^(Nothing was written: |This could not be taken back: )[^\n]+\.$/;
  const clear = exitCode === 3 && message.split('\n').every((line) => sentence.test(line));
  return exitCode === 0 || clear ? [] : [`"${message}"`];
}
