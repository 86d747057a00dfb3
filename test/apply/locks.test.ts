import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import fs from 'fs-extra';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOCK_FILE } from '../../src/project/layout.ts';
import { newFolder } from '../bed/folder.ts';
import { differences, readTree } from '../bed/tree.ts';
import {
  createApp,
  createUntil,
  newPlace,
  problemCodes,
  type Survey,
  stepNumber,
  survey,
} from './creation.ts';
import { APP } from './place.ts';

// Who holds the lock, and who may take it away.

let folder: string;
let undisturbed: Survey;
beforeAll(async () => {
  folder = newFolder();
  undisturbed = await survey(join(folder, 'new'));
});
afterAll(() => fs.remove(folder));

test('the lock of a run that is at work is respected', async () => {
  const place = newPlace();
  const first = await standingRun(place);
  const during = readTree(place);
  const second = await createApp(place, { flags: ['--json'] });
  expect(second.code).toBe(3);
  expect(problemCodes(second)).toEqual(['locked']);
  expect(differences(readTree(place), during)).toEqual([]);
  expect(await first.resume()).toMatchObject({ code: 0 });
  expect(differences(readTree(place), undisturbed.complete)).toEqual([]);
});

test('the lock of a run that has ended is taken over', async () => {
  const lock = await lockOfLiveRun();
  await lock.end();
  await expectTakenOver(placeWithLock(lock.text));
});

test('the lock of a process whose number another has by now is taken over', async () => {
  const { text } = await lockOfLiveRun();
  await expectRefused(placeWithLock(text));
  await expectTakenOver(placeWithLock(JSON.stringify({ ...JSON.parse(text), startedAt: '1' })));
});

test('the lock of another machine is never taken over', async () => {
  const lock = await lockOfLiveRun();
  await lock.end();
  const elsewhere = { ...JSON.parse(lock.text), host: `not-${hostname()}` };
  await expectRefused(placeWithLock(JSON.stringify(elsewhere), { secondsAgo: 100_000 }));
});

const DAMAGED = ['', '{ "pid": ', 'null', '[]', '{}'];

test.each(DAMAGED)(
  'a lock that says %j is respected while it may be half written',
  async (text) => {
    await expectRefused(placeWithLock(text));
  },
);

test.each(DAMAGED)('a lock that says %j is taken over when it is old', async (text) => {
  await expectTakenOver(placeWithLock(text, { secondsAgo: 60 }));
});

/** The lock that a run holds which stands still until `end`, or the end of the test. */
async function lockOfLiveRun() {
  const place = newPlace();
  const run = await standingRun(place);
  return { text: readFileSync(join(place, APP, LOCK_FILE), 'utf8'), end: () => run.resume() };
}

function standingRun(place: string) {
  return createUntil(stepNumber(undisturbed.steps, /^rename .*\/\.gitignore$/), place);
}

function placeWithLock(text: string, { secondsAgo = 0 } = {}): string {
  const place = newPlace();
  const path = join(place, APP, LOCK_FILE);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const then = Date.now() / 1000 - secondsAgo;
  utimesSync(path, then, then);
  return place;
}

async function expectTakenOver(place: string) {
  expect(await createApp(place)).toMatchObject({ code: 0, stderr: '' });
  expect(differences(readTree(place), undisturbed.complete)).toEqual([]);
}

async function expectRefused(place: string) {
  const before = readTree(place);
  const run = await createApp(place, { flags: ['--json'] });
  expect(run.code).toBe(3);
  expect(problemCodes(run)).toEqual(['locked']);
  expect(differences(readTree(place), before)).toEqual([]);
}
