import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { APPLY_DIRECTORY, STATE_FILE } from '../../src/project/layout.ts';
import { newFolder } from '../bed/folder.ts';
import { differences, readTree } from '../bed/tree.ts';
import {
  createApp,
  createUntil,
  newPlace,
  problemCodes,
  regenerateApp,
  type Survey,
  stepNumber,
  survey,
} from './creation.ts';
import { letTimePass } from './faults.ts';
import { APP } from './place.ts';

// What happens to an app while regenerate is at work in it, and when it is killed.

/** By these answers files are replaced, merged, removed and created. */
const FLAGS = ['--collection', 'logins', '--no-dev-database', '--docker'];
const REMOVED = 'scripts/dev-database.ts';
/** The first step after the plan is made, before the lock is taken. */
const AFTER_PLAN = /^mkdir /;
const REMOVAL = /^rename \S+\/scripts\/dev-database\.ts /;

let folder: string;
let original: string;
let undisturbed: Survey;
beforeAll(async () => {
  folder = newFolder();
  original = join(folder, 'original');
  fs.mkdirSync(original);
  expect(await createApp(original)).toMatchObject({ code: 0 });
  const app = join(original, APP);
  fs.appendFileSync(join(app, '.env'), '# mine\nAPI_KEY=mine\n');
  const readme = fs.readFileSync(join(app, 'README.md'), 'utf8');
  fs.writeFileSync(join(app, 'README.md'), readme.replace('## Environment', 'Mine.\n\n$&'));
  undisturbed = await survey(copyTo(join(folder, 'undisturbed')), { flags: FLAGS }, regenerateApp);
});
afterAll(() => fs.remove(folder));

test('undisturbed it replaces, merges, removes and creates', () => {
  const changed = differences(undisturbed.complete, undisturbed.before).join('\n');
  expect(changed).toContain(`missing: ${APP}/${REMOVED}`);
  expect(changed).toContain(`more: ${APP}/Dockerfile`);
  expect(changed).toContain(`other: ${APP}/.env `);
  expect(changed).toContain(`other: ${APP}/src/config.ts`);
});

type Meddling = [what: string, meddle: (app: string) => void];

const MEDDLINGS: Meddling[] = [
  ['a file to be replaced is edited', (app) => fs.appendFileSync(join(app, 'src/config.ts'), '\n')],
  ['a file to be merged is edited', (app) => fs.appendFileSync(join(app, '.env'), 'MORE=1\n')],
  ['a file to be replaced is deleted', (app) => fs.rmSync(join(app, 'src/config.ts'))],
  ['a file to be removed is edited', (app) => fs.appendFileSync(join(app, REMOVED), '// mine\n')],
  ['a file to be removed is removed', (app) => fs.rmSync(join(app, REMOVED))],
  ['a file to be created appears', (app) => fs.writeFileSync(join(app, 'Dockerfile'), 'mine')],
  ['the recorded state is edited', (app) => fs.appendFileSync(join(app, STATE_FILE), '\n')],
];

test.each(MEDDLINGS)('when %s after the plan, nothing else is different', async (_what, meddle) => {
  const place = copyTo(newPlace());
  const at = stepNumber(undisturbed.steps, AFTER_PLAN);
  const run = await createUntil(at, place, { flags: [...FLAGS, '--json'] }, regenerateApp);
  meddle(join(place, APP));
  const end = await run.resume();
  const expected = copyTo(newPlace());
  meddle(join(expected, APP));
  expect(differences(readTree(place), readTree(expected))).toEqual([]);
  expect(end.code).toBe(3);
  expect(problemCodes(end)).toEqual(['changed-meanwhile']);
});

describe('a file that we removed, and that somebody makes anew', () => {
  const MINE = '// mine\n';
  const afterRemoval = () => stepNumber(undisturbed.steps, REMOVAL) + 1;

  test('while the run goes on, stays', async () => {
    const place = copyTo(newPlace());
    const run = await createUntil(afterRemoval(), place, { flags: FLAGS }, regenerateApp);
    fs.outputFileSync(join(place, APP, REMOVED), MINE);
    expect(await run.resume()).toMatchObject({ code: 0 });
    expect(readFileSync(join(place, APP, REMOVED), 'utf8')).toBe(MINE);
    fs.rmSync(join(place, APP, REMOVED));
    const found = readTree(place);
    delete found[`${APP}/scripts`];
    expect(differences(found, undisturbed.complete)).toEqual([]);
  });

  test('after the run was killed, stays, and the contents before are kept', async () => {
    const place = await crashedPlace(afterRemoval());
    const app = join(place, APP);
    fs.outputFileSync(join(app, REMOVED), MINE);
    const { code, stderr } = await regenerateApp(place, { flags: FLAGS });
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('was edited') });
    expect(readFileSync(join(app, REMOVED), 'utf8')).toBe(MINE);
    const backup = /(\S+\/old\/\d+)/.exec(stderr)?.[1] ?? '';
    expect(readFileSync(join(app, backup), 'utf8')).toBe(
      readFileSync(join(original, APP, REMOVED), 'utf8'),
    );
    // This is the way out that the refusal names.
    fs.removeSync(join(app, APPLY_DIRECTORY));
    expect(await regenerateApp(place, { flags: FLAGS })).toMatchObject({ code: 0 });
    expect(readFileSync(join(app, REMOVED), 'utf8')).toBe(MINE);
  });
});

describe('when it was killed', () => {
  test.each(['--check', '--dry-run', '--diff'])('%s says so and changes nothing', async (flag) => {
    const place = await crashedPlace(stepNumber(undisturbed.steps, REMOVAL));
    const before = readTree(place, { times: true });
    const run = await regenerateApp(place, { flags: [...FLAGS, flag, '--json'] });
    expect(run.code).toBe(3);
    expect(problemCodes(run)).toEqual(['left-over']);
    expect(differences(readTree(place, { times: true }), before)).toEqual([]);
  });

  test('the next one takes back what it did, and does its own', async () => {
    const place = await crashedPlace(stepNumber(undisturbed.steps, REMOVAL) + 1);
    expect(await regenerateApp(place, { flags: FLAGS })).toMatchObject({ code: 0 });
    expect(differences(readTree(place), undisturbed.complete)).toEqual([]);
  });
});

describe('two at once', () => {
  test.each([1, 2, 3])(
    'what one has written is never mixed with what the other has: %i',
    async () => {
      const place = copyTo(newPlace());
      const names = ['logins', 'visits'];
      const runs = await Promise.all(
        names.map((name) => regenerateApp(place, { flags: ['--collection', name, '--json'] })),
      );
      const codes = runs.map(({ code }) => code);
      const winners = names.filter((_name, index) => codes[index] === 0);
      // One that comes when the other is done writes as well; otherwise it is refused, and does not mix anything in.
      expect(winners.length, JSON.stringify(runs)).toBeGreaterThan(0);
      const alone = names.map(async (name) => {
        const other = copyTo(newPlace());
        await regenerateApp(other, { flags: ['--collection', name] });
        return differences(readTree(place), readTree(other));
      });
      const found = (await Promise.all(alone)).findIndex((lines) => lines.length === 0);
      expect(winners).toContain(names[found]);
      for (const code of codes) expect([0, 3]).toContain(code);
    },
  );

  test('one that comes after the plan of another writes, and the other is refused', async () => {
    const place = copyTo(newPlace());
    const at = stepNumber(undisturbed.steps, AFTER_PLAN);
    const flags = ['--collection', 'visits', ...FLAGS.slice(2), '--json'];
    const late = await createUntil(at, place, { flags }, regenerateApp);
    expect(await regenerateApp(place, { flags: FLAGS })).toMatchObject({ code: 0 });
    const end = await late.resume();
    expect(end.code).toBe(3);
    expect(problemCodes(end)).toEqual(['changed-meanwhile']);
    expect(differences(readTree(place), undisturbed.complete)).toEqual([]);
  });

  test('one that finds the lock taken is refused, and the other completes', async () => {
    const place = copyTo(newPlace());
    const at = stepNumber(undisturbed.steps, REMOVAL);
    const first = await createUntil(at, place, { flags: FLAGS }, regenerateApp);
    const second = await regenerateApp(place, { flags: [...FLAGS, '--json'] });
    expect(second.code).toBe(3);
    expect(await first.resume()).toMatchObject({ code: 0 });
    expect(differences(readTree(place), undisturbed.complete)).toEqual([]);
  });
});

function copyTo(place: string): string {
  fs.copySync(original, place, { preserveTimestamps: true });
  return place;
}

async function crashedPlace(at: number): Promise<string> {
  const place = copyTo(newPlace());
  const fault = { FAULT_AT: `${at}`, FAULT_KIND: 'kill-before' };
  expect(await regenerateApp(place, { flags: FLAGS, fault })).toMatchObject({ signal: 'SIGKILL' });
  letTimePass(join(place, APP));
  return place;
}
