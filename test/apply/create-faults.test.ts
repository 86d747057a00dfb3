import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { APPLY_DIRECTORY } from '../../src/project/layout.ts';
import type { CliRun } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { sample } from '../bed/sample.ts';
import { differences, readTree, without } from '../bed/tree.ts';
import { createApp, OVERWRITE, survey } from './creation.ts';
import { FaultList, forEach, letTimePass } from './faults.ts';
import { APP, letOwnerWrite } from './place.ts';
import { STARTS } from './trial.ts';

// A sample of the steps of the whole command, one kind of fault after the other; faults.test.ts goes through all
// steps of a small app.

const KINDS = ['kill-before', 'EIO', 'kill-after', 'full'];

test.each(STARTS)('create in %s survives faults', { timeout: 300_000 }, async (start) => {
  const folder = temporaryFolder();
  const newPlace = (name: string) => {
    const place = join(folder, name);
    mkdirSync(place);
    if (start !== 'a new directory') letOwnerWrite(place);
    return place;
  };
  const flags = OVERWRITE;
  const { before, complete, steps } = await survey(newPlace('undisturbed'), { flags });
  const faults = new FaultList();

  const some = sample('steps of create that fail', stepsOf(steps), 10, start);

  await forEach(some, async ({ at, kind }) => {
    const place = newPlace(`${kind}-${at}`);
    const fault = { FAULT_AT: `${at}`, FAULT_KIND: kind };
    const run = await createApp(place, { flags, fault });
    const label = `${kind} at ${at} (${steps[at]}), ${run.signal ?? `exit ${run.code}`}`;
    if (kind.startsWith('kill')) {
      letTimePass(join(place, APP));
      if (run.signal !== 'SIGKILL') faults.add(label, ['it was not killed']);
    } else {
      faults.add(label, faultsOfTalk(run));
      const found = readTree(place);
      // What is complete may have left the clearing up to the next run.
      const done = without(found, (path) => path.startsWith(`${APP}/${APPLY_DIRECTORY}`));
      faults.add(label, run.code === 0 ? differences(done, complete) : differences(found, before));
    }
    // Where everything is as before, a creation is known to work.
    if (differences(readTree(place), before).length === 0) return;
    const next = await createApp(place, { flags });
    faults.add(`${label}, then create`, faultsOfNext(next));
    faults.add(`${label}, then create`, differences(readTree(place), complete));
  });
  expect(faults.list).toEqual([]);
});

/** Every third step before the first that writes, and every eleventh from there. */
function stepsOf(steps: readonly string[]) {
  const firstWrite = steps.findIndex((step) => step.startsWith('mkdir'));
  const early = [...steps.keys()].filter((at) => at < firstWrite && at % 3 === 0);
  const later = [...steps.keys()].filter((at) => at >= firstWrite && at % 11 === 0);
  const sample = later.map((at, index) => ({ at, kind: KINDS[index % KINDS.length] ?? '' }));
  return [...early.map((at) => ({ at, kind: 'EIO' })), ...sample];
}

/** A failed call is survived, or refused with sentences and without a stack. */
function faultsOfTalk({ code, stderr }: CliRun): string[] {
  const clear = code === 3 && /^Error: Nothing was written: .+\.\n$/s.test(stderr);
  const stack = /\n\s+at /.test(stderr);
  return (code === 0 || clear) && !stack ? [] : [firstLine(stderr)];
}

function faultsOfNext({ code, stderr }: CliRun): string[] {
  const wasComplete = code === 3 && /has created an app/.test(stderr);
  return code === 0 || wasComplete ? [] : [`exit ${code}: ${firstLine(stderr)}`];
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
