import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JOURNAL_FILE } from '../../src/project/layout.ts';
import type { CliRun } from '../bed/cli.ts';
import { newFolder } from '../bed/folder.ts';
import { sample } from '../bed/sample.ts';
import { differences, readTree } from '../bed/tree.ts';
import { addToApp, createUntil, type Survey, stepNumber, survey } from './creation.ts';
import { changesSomething, FaultList, forEach, letTimePass } from './faults.ts';
import { APP, letOwnerWriteApp } from './place.ts';

// A sample of the steps of the whole command, in an app of somebody else's; all of them with `npm run test:all`.

/** A run that clears up what a crash has left, and then finds nothing that it may do. */
const CLEAR_UP = { flags: ['--entry', 'not-there.js'] };

let folder: string;
let undisturbed: Survey;
beforeAll(async () => {
  folder = newFolder();
  undisturbed = await survey(letOwnerWriteApp(join(folder, 'undisturbed')), {}, addToApp);
});
afterAll(() => fs.remove(folder));

const newPlace = (name: string) => letOwnerWriteApp(join(folder, name));

test('add writes into the app, so that there is something to lose', () => {
  const { before, complete } = undisturbed;
  const changed = differences(complete, before).map((line) => line.replace(/ \(.*/, ''));
  expect(changed).toEqual(
    expect.arrayContaining([
      ...['.env', '.gitignore', 'app.js', 'package.json'].map((path) => `other: ${APP}/${path}`),
      `more: ${APP}/src/session/index.mjs`,
    ]),
  );
});

describe.each(['EIO', 'full'])('a disk that fails (%s)', { timeout: 300_000 }, (kind) => {
  test('at any step leaves the app as it was, and the next run adds the sessions', async () => {
    const faults = new FaultList();
    await forEach(stepsFor(kind), async ([at, step]) => {
      const place = newPlace(`${kind}-${at}`);
      const run = await addToApp(place, { fault: { FAULT_AT: `${at}`, FAULT_KIND: kind } });
      const label = `${kind} at ${at} (${step}), exit ${run.code}`;
      faults.add(label, faultsOfTalk(run));
      // What is complete may have left the clearing up to the next run.
      if (run.code !== 0) faults.add(label, differences(readTree(place), undisturbed.before));
      faults.add(`${label}, then again`, await faultsOfNextRun(place));
    });
    expect(faults.list).toEqual([]);
  });
});

describe.each(['kill-before', 'kill-half', 'kill-after'])('%s', { timeout: 300_000 }, (kind) => {
  test('at any step is taken back by the next run, before it does anything else', async () => {
    const faults = new FaultList();
    await forEach(stepsFor(kind), async ([at, step]) => {
      const place = newPlace(`${kind}-${at}`);
      const run = await addToApp(place, { fault: { FAULT_AT: `${at}`, FAULT_KIND: kind } });
      const label = `${kind} at ${at} (${step}), ${run.signal ?? `exit ${run.code}`}`;
      if (run.signal !== 'SIGKILL') return faults.add(label, ['it was not killed']);
      letTimePass(join(place, APP));
      const wasJournalled = fs.existsSync(join(place, APP, JOURNAL_FILE));
      await addToApp(place, CLEAR_UP);
      faults.add(label, faultsOfWhole(place, wasJournalled));
      faults.add(`${label}, then again`, await faultsOfNextRun(place));
    });
    expect(faults.list).toEqual([]);
  });
});

test('an edit that the owner makes meanwhile is not lost: nothing is written', async () => {
  // The app was read, and nothing is planned yet: at a terminal, questions are asked now.
  const read = stepNumber(undisturbed.steps, /^readFile \S+\/app\.js$/);
  const at = undisturbed.steps.indexOf(`lstat ${APP}/app.js`, read);
  const place = newPlace('edited-meanwhile');
  const file = join(place, APP, 'app.js');
  const run = await createUntil(at, place, {}, addToApp);
  fs.appendFileSync(file, '// mine\n');
  const edited = readTree(place);
  const { code, stderr } = await run.resume();
  expect(code, stderr).toBe(3);
  expect(stderr).toMatch(/app\.js has changed/);
  expect(differences(readTree(place), edited)).toEqual([]);
  expect(readFileSync(file, 'utf8')).toContain('// mine');
});

/** Steps that a fault of this kind can strike, a few of them. */
function stepsFor(kind: string): [number, string][] {
  const all = [...undisturbed.steps.entries()];
  const possible = all.filter(([, step]) => {
    if (kind === 'EIO') return true;
    return kind === 'kill-half' ? step.startsWith('write ') : changesSomething(step);
  });
  return sample('steps of add that fail', possible, 6, kind);
}

/** A failed call is survived, or refused with sentences and without a stack. */
function faultsOfTalk({ code, stderr }: CliRun): string[] {
  const isClear = code === 3 && /Nothing was written: /.test(stderr);
  const hasStack = /\n\s+at /.test(stderr);
  return (code === 0 || isClear) && !hasStack ? [] : [stderr.split('\n', 1)[0] ?? ''];
}

/** What is neither as it was nor complete. */
function faultsOfWhole(place: string, wasJournalled: boolean): string[] {
  const found = readTree(place);
  if (differences(found, undisturbed.complete).length === 0) return [];
  // Before there is a journal nothing tells who has made an empty directory.
  const bare = differences(found, undisturbed.before);
  return wasJournalled ? bare : bare.filter((line) => !/^more: \S+ \(directory/.test(line));
}

async function faultsOfNextRun(place: string): Promise<string[]> {
  const { code, stderr } = await addToApp(place);
  if (code !== 0) return [`exit ${code}: ${stderr.split('\n', 1)[0]}`];
  return differences(readTree(place), undisturbed.complete);
}
