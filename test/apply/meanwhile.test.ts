import { join } from 'node:path';
import fs from 'fs-extra';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newFolder } from '../bed/folder.ts';
import { differences, readTree } from '../bed/tree.ts';
import {
  createApp,
  createUntil,
  newPlace,
  OVERWRITE,
  problemCodes,
  type Survey,
  stepNumber,
  survey,
} from './creation.ts';
import { APP, letOwnerWrite } from './place.ts';

// What the owner does, or a signal, between the plan and the end of the apply.

let folder: string;
let undisturbed: Survey;
beforeAll(async () => {
  folder = newFolder();
  undisturbed = await survey(letOwnerWrite(join(folder, 'owners')), { flags: OVERWRITE });
});
afterAll(() => fs.remove(folder));

/** What happens to a path, given the app's directory and that of a finished one. */
type Meddling = [what: string, meddle: (app: string, finished: string) => void];

const MEDDLINGS: Meddling[] = [
  [
    'a file appears where one is planned',
    (app) => fs.writeFileSync(join(app, 'README.md'), 'mine'),
  ],
  [
    'a file appears that is like the planned one',
    (app, finished) => fs.copySync(join(finished, 'README.md'), join(app, 'README.md')),
  ],
  ['a file to be replaced is edited', (app) => fs.appendFileSync(join(app, 'package.json'), '\n')],
  ['a file to be replaced is deleted', (app) => fs.rmSync(join(app, 'package.json'))],
  [
    'a file to be replaced becomes a link',
    (app) => {
      fs.renameSync(join(app, 'package.json'), join(app, 'mine.json'));
      fs.symlinkSync('mine.json', join(app, 'package.json'));
    },
  ],
  ['a directory appears where a file is planned', (app) => fs.mkdirSync(join(app, 'README.md'))],
  ['a file appears where a directory is planned', (app) => fs.writeFileSync(join(app, 'test'), '')],
  [
    'a directory to write to becomes a link',
    (app) => {
      fs.renameSync(join(app, 'src'), join(app, 'elsewhere'));
      fs.symlinkSync('elsewhere', join(app, 'src'));
    },
  ],
];

describe.each([
  { moment: 'after the plan', step: /^mkdir / },
  { moment: 'while files are put in place', step: /^rename .*\/\.env\.example$/ },
])('$moment', ({ step }) => {
  test.each(MEDDLINGS)(
    'when %s, nothing but that is different afterwards',
    async (_what, meddle) => {
      const finished = join(folder, 'owners', APP);
      const place = letOwnerWrite(newPlace());
      const flags = [...OVERWRITE, '--json'];
      const run = await createUntil(stepNumber(undisturbed.steps, step), place, { flags });
      meddle(join(place, APP), finished);
      const end = await run.resume();
      const expected = letOwnerWrite(newPlace());
      meddle(join(expected, APP), finished);
      expect(differences(readTree(place), readTree(expected))).toEqual([]);
      expect(end.code).toBe(3);
      expect(problemCodes(end)).toEqual(['changed-meanwhile']);
    },
  );
});

test('when an empty directory appears where one is put in place, it stays', async () => {
  const place = letOwnerWrite(newPlace());
  const step = stepNumber(undisturbed.steps, /^rename .*\/\.env\.example$/);
  const run = await createUntil(step, place, { flags: OVERWRITE });
  fs.mkdirSync(join(place, APP, 'test'));
  expect(await run.resume()).toMatchObject({ code: 3 });
  const more = differences(readTree(place), undisturbed.before);
  expect(more).toEqual([expect.stringMatching(/^more: apps\/app\/test /)]);
});

test('when the directory vanishes, nothing comes back', async () => {
  const place = letOwnerWrite(newPlace());
  const step = stepNumber(undisturbed.steps, /^rename .*\/\.env\.example$/);
  const run = await createUntil(step, place, { flags: OVERWRITE });
  fs.removeSync(join(place, APP));
  expect(await run.resume()).toMatchObject({ code: 3 });
  expect(Object.keys(readTree(place))).toEqual(['.', 'apps']);
});

const MOMENTS: [moment: string, step: RegExp][] = [
  ['before the lock', /^mkdir /],
  ['at the journal', /^write .*journal/],
  ['while staging', /^open .*\/new\/5$/],
  ['at the first file', /^rename .*\/\.gitignore$/],
  ['among the files', /^rename .*\/src\/app\.ts$/],
];
const SIGNALS: [signal: string, exitCode: number][] = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
];

describe.each(SIGNALS)('%s', (signal, code) => {
  test.each(MOMENTS)('%s takes everything back', async (_moment, step) => {
    const place = letOwnerWrite(newPlace());
    const fault = { FAULT_AT: `${stepNumber(undisturbed.steps, step)}`, FAULT_KIND: signal };
    const run = await createApp(place, { flags: OVERWRITE, fault });
    expect(run).toMatchObject({ code, stderr: 'Error: Interrupted. Nothing was left behind.\n' });
    expect(differences(readTree(place), undisturbed.before)).toEqual([]);
  });

  test('when all is in place leaves a complete app', async () => {
    const place = letOwnerWrite(newPlace());
    const at = undisturbed.steps.findLastIndex((step) => step.startsWith('unlink'));
    const fault = { FAULT_AT: `${at}`, FAULT_KIND: signal };
    const run = await createApp(place, { flags: OVERWRITE, fault });
    expect(run).toMatchObject({ code, stderr: expect.stringContaining('they stay') });
    expect(differences(readTree(place), undisturbed.complete)).toEqual([]);
  });
});
