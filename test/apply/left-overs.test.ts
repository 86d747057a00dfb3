import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  APPLY_DIRECTORY,
  JOURNAL_FILE,
  LOCK_FILE,
  STATE_DIRECTORY,
} from '../../src/project/layout.ts';
import { sha256 } from '../../src/project/snapshot.ts';
import { newFolder } from '../bed/folder.ts';
import { differences, readTree, type Tree, without } from '../bed/tree.ts';
import {
  createApp,
  newPlace,
  OVERWRITE,
  problemCodes,
  regenerateApp,
  type Survey,
  stepNumber,
  survey,
} from './creation.ts';
import { APP, letOwnerWrite } from './place.ts';

// What a crash in the middle has left: `.env` and package.json are replaced, src/app.ts is not there yet.

let folder: string;
let undisturbed: Survey;
beforeAll(async () => {
  folder = newFolder();
  undisturbed = await survey(letOwnerWrite(join(folder, 'owners')), { flags: OVERWRITE });
});
afterAll(() => fs.remove(folder));

test.each(['--dry-run', '--diff'])('%s reports it and changes nothing', async (flag) => {
  const place = await crashedPlace();
  const before = readTree(place, { times: true });
  const run = await createApp(place, { flags: [flag, '--json'] });
  expect(run.code).toBe(3);
  expect(problemCodes(run)).toEqual(['left-over']);
  expect(differences(readTree(place, { times: true }), before)).toEqual([]);
});

test('is taken back, and said in a line', async () => {
  const { stderr } = await regenerateApp(await crashedPlace());
  expect(stderr).toContain('A run that crashed had left something: it is taken back.\n');
});

test('is taken back even by a command that is refused afterwards', async () => {
  const place = await crashedPlace();
  const run = await createApp(place, { flags: ['--json'] });
  expect(run.code).toBe(3);
  expect(new Set(problemCodes(run))).toEqual(new Set(['occupied']));
  expect(differences(readTree(place), undisturbed.before)).toEqual([]);
});

describe('edits that the owner made after the crash stay', () => {
  test('in a file that was not there before', async () => {
    const place = await crashedPlace();
    writeFileSync(join(place, APP, 'README.md'), 'mine');
    const run = await createApp(place);
    expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining('README.md') });
    expect(differences(readTree(place), undisturbed.before)).toEqual([
      expect.stringMatching(/^more: apps\/app\/README\.md /),
    ]);
    expect(readFileSync(join(place, APP, 'README.md'), 'utf8')).toBe('mine');
  });

  test('in a file that was still to be replaced', async () => {
    const place = await crashedPlace(/^rename .*\/package\.json$/);
    writeFileSync(join(place, APP, 'package.json'), 'mine');
    const run = await createApp(place, { flags: ['--json'] });
    expect(new Set(problemCodes(run))).toEqual(new Set(['occupied']));
    expect(readFileSync(join(place, APP, 'package.json'), 'utf8')).toBe('mine');
    expect(differences(readTree(place), undisturbed.before)).toHaveLength(1);
  });

  test('in a file that was replaced, when all else is as before', async () => {
    const place = await crashedPlace();
    const app = join(place, APP);
    writeFileSync(join(app, 'package.json'), 'mine');
    const { code, stderr } = await createApp(place, { flags: OVERWRITE });
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('was edited') });
    const backup = /(\S+\/old\/\d+)/.exec(stderr)?.[1] ?? '';
    expect(readFileSync(join(app, backup), 'utf8')).toBe('{ "name": "mine" }\n');
    expect(readFileSync(join(app, 'package.json'), 'utf8')).toBe('mine');
    const others = differences(readTree(place), undisturbed.before).filter(
      (line) => !line.includes(STATE_DIRECTORY),
    );
    expect(others).toEqual([expect.stringContaining('package.json')]);
    // This is the way out that the refusal names.
    expect(stderr).toContain(`delete ${APPLY_DIRECTORY}`);
    fs.removeSync(join(app, APPLY_DIRECTORY));
    expect(await createApp(place, { flags: OVERWRITE })).toMatchObject({ code: 0 });
  });
});

const DAMAGED: [what: string, damage: (text: string) => string][] = [
  ['is empty', () => ''],
  ['ends early', (text) => text.slice(0, text.length / 2)],
  ['is null', () => 'null'],
  ['is a list', () => '[]'],
  ['has no entries', (text) => changed(text, { entries: undefined })],
  ['has a phase that nobody knows', (text) => changed(text, { phase: 'undoing' })],
  ['tells of more levels than there are', (text) => changed(text, { levelsMade: 1e9 })],
  ['leads upwards', (text) => withEntry(text, '../victim')],
  ['leads upwards on a detour', (text) => withEntry(text, 'src/../../victim')],
  ['leads to the root', (text) => withEntry(text, '/victim')],
  ['leads to a drive', (text) => withEntry(text, 'C:/victim')],
  ['leads upwards in the way of Windows', (text) => withEntry(text, '..\\victim')],
  ['was staged outside', (text) => withEntry(text, 'victim', '../victim')],
  ['says by a number where it was staged', (text) => withEntry(text, 'victim', 7)],
  [
    'has a directory outside',
    (text) => changed(text, { directories: [{ path: '../empty', staged: '99' }] }),
  ],
  [
    'has a path that is a number',
    (text) => changed(text, { directories: [{ path: 1, staged: '99' }] }),
  ],
];

test.each(DAMAGED)(
  'a journal that %s is reported, and nothing is touched',
  async (_what, damage) => {
    const place = await crashedPlace();
    const journal = join(place, APP, JOURNAL_FILE);
    fs.outputFileSync(join(place, 'apps/victim'), VICTIM);
    fs.mkdirSync(join(place, 'apps/empty'));
    writeFileSync(journal, damage(readFileSync(journal, 'utf8')));
    const before = withoutLock(readTree(place));
    const run = await createApp(place, { flags: [...OVERWRITE, '--json'] });
    expect(run.code).toBe(3);
    expect(problemCodes(run)).toEqual(['left-over']);
    expect(run.stdout).toContain(JOURNAL_FILE);
    expect(differences(withoutLock(readTree(place)), before)).toEqual([]);
  },
);

test('a journal does not lead through a link to another place', async () => {
  const place = await crashedPlace();
  fs.outputFileSync(join(place, 'elsewhere/victim'), VICTIM);
  fs.symlinkSync('../../elsewhere', join(place, APP, 'link'));
  const journal = join(place, APP, JOURNAL_FILE);
  writeFileSync(journal, withEntry(readFileSync(journal, 'utf8'), 'link/victim'));
  await createApp(place);
  expect(readFileSync(join(place, 'elsewhere/victim'), 'utf8')).toBe(VICTIM);
});

const VICTIM = 'what a journal says is ours\n';

/** A journal by which a file of the given path was put in place, and has to be removed. */
function withEntry(text: string, path: string, staged: unknown = '99'): string {
  const entry = { path, staged, sha256: sha256(VICTIM), before: null };
  return changed(text, { entries: [...JSON.parse(text).entries, entry] });
}

function changed(text: string, changes: Record<string, unknown>): string {
  return JSON.stringify({ ...JSON.parse(text), ...changes });
}

async function crashedPlace(step = /^rename .*\/src\/app\.ts$/): Promise<string> {
  const place = letOwnerWrite(newPlace());
  const fault = { FAULT_AT: `${stepNumber(undisturbed.steps, step)}`, FAULT_KIND: 'kill-before' };
  expect(await createApp(place, { flags: OVERWRITE, fault })).toMatchObject({ signal: 'SIGKILL' });
  return place;
}

/** The lock of the run that crashed may be taken over to look at what it has left. */
function withoutLock(tree: Tree): Tree {
  return without(tree, (path) => path === `${APP}/${LOCK_FILE}`);
}
