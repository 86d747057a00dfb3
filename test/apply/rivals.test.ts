import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { STATE_FILE } from '../../src/project/layout.ts';
import { sha256 } from '../../src/project/snapshot.ts';
import { newFolder } from '../bed/folder.ts';
import { differences, readTree } from '../bed/tree.ts';
import {
  createApp,
  createUntil,
  newPlace,
  OVERWRITE,
  type Survey,
  stepNumber,
  survey,
} from './creation.ts';
import { APP, letOwnerWrite } from './place.ts';

// Runs at once in one directory.

/** The first look at a planned path, when it is known that there is no app yet. */
const FIRST_OF_PLAN = /^lstat .*\/\.env$/;
/** The first step after the plan is made, before the lock is taken. */
const AFTER_PLAN = /^mkdir /;

let folder: string;
let inNew: Survey;
let inOwners: Survey;
beforeAll(async () => {
  folder = newFolder();
  inNew = await survey(join(folder, 'new'));
  inOwners = await survey(letOwnerWrite(join(folder, 'owners')), { flags: OVERWRITE });
});
afterAll(() => fs.remove(folder));

test.each([2, 2, 2, 5, 5])('of %i one wins, and the others write nothing', async (count) => {
  const place = newPlace();
  const names = [...Array(count).keys()].map((index) => `logins${index}`);
  const runs = await Promise.all(
    names.map((name) => createApp(place, { flags: ['--collection', name] })),
  );
  const codes = runs.map(({ code }) => code);
  expect(codes.toSorted(), JSON.stringify(runs)).toEqual([0, ...Array(count - 1).fill(3)]);
  expect(collectionIn(place)).toBe(names[codes.indexOf(0)]);
  expect(Object.keys(readTree(place))).toHaveLength(Object.keys(inNew.complete).length);
});

test('one that comes after another has looked is not overwritten', async () => {
  const place = letOwnerWrite(newPlace());
  const flags = [...OVERWRITE, '--collection', 'logins'];
  const late = await createUntil(stepNumber(inOwners.steps, FIRST_OF_PLAN), place, { flags });
  expect(await createApp(place, { flags: OVERWRITE })).toMatchObject({ code: 0 });
  expect(await late.resume()).toMatchObject({ code: 3 });
  expect(differences(readTree(place), inOwners.complete)).toEqual([]);
});

test('one that comes after the plan of another, and before its lock, stays whole', async () => {
  const place = newPlace();
  const late = await createUntil(stepNumber(inNew.steps, AFTER_PLAN), place);
  expect(await createApp(place)).toMatchObject({ code: 0 });
  expect(await late.resume()).toMatchObject({ code: 3 });
  expect(differences(readTree(place), inNew.complete)).toEqual([]);
});

test('one that finds the lock taken leaves the empty directories of the other alone', async () => {
  const place = newPlace();
  const late = await createUntil(stepNumber(inNew.steps, AFTER_PLAN), place);
  const first = await createUntil(stepNumber(inNew.steps, /^rename .*\/\.gitignore$/), place);
  const refusal = /^Error: Nothing was written: process \d+ on .* is writing to this app\. .*\.\n$/;
  expect(await late.resume()).toMatchObject({ code: 3, stderr: expect.stringMatching(refusal) });
  expect(await first.resume()).toMatchObject({ code: 0 });
  expect(differences(readTree(place), inNew.complete)).toEqual([]);
});

test('one that crashes after the plan of another can still be taken back', async () => {
  const place = letOwnerWrite(newPlace());
  const late = await createUntil(stepNumber(inOwners.steps, AFTER_PLAN), place, {
    flags: OVERWRITE,
  });
  const at = stepNumber(inOwners.steps, /^rename .*\/src\/app\.ts$/);
  const fault = { FAULT_AT: `${at}`, FAULT_KIND: 'kill-before' };
  expect(await createApp(place, { flags: OVERWRITE, fault })).toMatchObject({ signal: 'SIGKILL' });
  expect(await late.resume()).toMatchObject({ code: 3 });
  expect(await createApp(place)).toMatchObject({ code: 3 });
  expect(differences(readTree(place), inOwners.before)).toEqual([]);
});

test('five that find what a crash has left do not make a mixture of it', async () => {
  const place = letOwnerWrite(newPlace());
  const at = stepNumber(inOwners.steps, /^rename .*\/src\/app\.ts$/);
  const fault = { FAULT_AT: `${at}`, FAULT_KIND: 'kill-before' };
  await createApp(place, { flags: OVERWRITE, fault });
  const runs = await Promise.all([...Array(5)].map(() => createApp(place, { flags: OVERWRITE })));
  const codes = runs.map(({ code }) => code).toSorted();
  expect(codes.slice(1), JSON.stringify(runs)).toEqual([3, 3, 3, 3]);
  if (codes[0] === 3)
    expect(await createApp(place, { flags: OVERWRITE })).toMatchObject({ code: 0 });
  expect(differences(readTree(place), inOwners.complete)).toEqual([]);
});

/** The collection of the one run that everything in a place comes from. */
function collectionIn(place: string): string {
  const app = join(place, APP);
  const { choices, files } = fs.readJsonSync(join(app, STATE_FILE));
  for (const [path, recorded] of Object.entries<{ sha256?: string }>(files)) {
    const bytes = readFileSync(join(app, path));
    if (recorded.sha256 !== undefined) expect(sha256(bytes), path).toBe(recorded.sha256);
  }
  expect(readFileSync(join(app, '.env'), 'utf8')).toContain(
    `SESSION_COLLECTION=${choices.collection}\n`,
  );
  return choices.collection;
}
