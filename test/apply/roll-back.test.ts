import { chownSync, lchownSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../bed/cli.ts';
import { newFolder } from '../bed/folder.ts';
import { differences, readTree } from '../bed/tree.ts';
import { createApp, newPlace, OVERWRITE, type Survey, stepNumber, survey } from './creation.ts';
import { APP, letOwnerWrite } from './place.ts';

// What a failed run gives back, and what fails before anything is changed.

let folder: string;
let undisturbed: Survey;
beforeAll(async () => {
  folder = newFolder();
  undisturbed = await survey(letOwnerWrite(join(folder, 'owners')), { flags: OVERWRITE });
});
afterAll(() => fs.remove(folder));

const LATE = /^rename .*\/state\.json$/;

/** A place whose files and directories were last changed some days ago. */
function oldPlace(): string {
  const place = letOwnerWrite(newPlace());
  const then = Date.now() / 1000 - 300_000;
  for (const name of [...readdirSync(place, { recursive: true }), '.']) {
    fs.utimesSync(join(place, String(name)), then, then);
  }
  return place;
}

test('a run that fails gives back the same files and time stamps', async () => {
  const place = oldPlace();
  const before = readTree(place, { times: true });
  const env = statSync(join(place, APP, '.env'));
  const fault = { FAULT_AT: `${stepNumber(undisturbed.steps, LATE)}`, FAULT_KIND: 'EIO' };
  expect(await createApp(place, { flags: OVERWRITE, fault })).toMatchObject({ code: 3 });
  expect(differences(readTree(place, { times: true }), before)).toEqual([]);
  const { ino, mtimeNs } = statSync(join(place, APP, '.env'), { bigint: true });
  expect(Number(ino)).toBe(env.ino);
  expect(mtimeNs / 1_000_000n).toBe(BigInt(Math.floor(env.mtimeMs)));
});

test('so does one that fails in a directory that is not there yet', async () => {
  const place = newPlace();
  const then = Date.now() / 1000 - 300_000;
  fs.utimesSync(place, then, then);
  const before = readTree(place, { times: true });
  const { steps } = await survey(join(folder, 'new'));
  const fault = { FAULT_AT: `${stepNumber(steps, LATE)}`, FAULT_KIND: 'EIO' };
  expect(await createApp(place, { fault })).toMatchObject({ code: 3 });
  expect(differences(readTree(place, { times: true }), before)).toEqual([]);
});

test('and a run that was killed gives back the same files at the latest with the next', async () => {
  const place = oldPlace();
  const [before] = filesIn(place);
  const fault = { FAULT_AT: `${stepNumber(undisturbed.steps, LATE)}`, FAULT_KIND: 'kill-before' };
  expect(await createApp(place, { flags: OVERWRITE, fault })).toMatchObject({ signal: 'SIGKILL' });
  // Without --overwrite it is refused, after it has taken back what the other did.
  expect(await createApp(place)).toMatchObject({ code: 3 });
  expect(filesIn(place)).toEqual([before]);
});

/** What tells the owner's files from others: which they are, and since when. */
function filesIn(place: string) {
  const app = join(place, APP);
  const names = ['.env', '.gitignore', 'package.json', 'NOTES.md', 'src/own.ts'];
  return [
    names.map((name) => {
      const { ino, mtimeMs, mode } = statSync(join(app, name));
      return { name, ino, mtimeMs, mode, text: readFileSync(join(app, name), 'utf8') };
    }),
  ];
}

test.each(['EBUSY', 'EPERM'])(
  '%s, while another process holds a file, is tried again',
  async (code) => {
    const place = letOwnerWrite(newPlace());
    const at = stepNumber(undisturbed.steps, /^rename .*\/package\.json$/);
    const fault = { FAULT_AT: `${at}`, FAULT_KIND: code };
    expect(await createApp(place, { flags: OVERWRITE, fault })).toMatchObject({ code: 0 });
    expect(differences(readTree(place), undisturbed.complete)).toEqual([]);
  },
);

test('where there are no hard links, copies are kept, with their time stamps', async () => {
  const without = { FAULT_REFUSED: 'link' };
  const log = join(folder, 'without-links.steps');
  const fault = { ...without, FAULT_LOG: log };
  const complete = letOwnerWrite(newPlace());
  expect(await createApp(complete, { flags: OVERWRITE, fault })).toMatchObject({ code: 0 });
  expect(differences(readTree(complete), undisturbed.complete)).toEqual([]);

  const place = oldPlace();
  const before = readTree(place, { times: true });
  const at = stepNumber(readFileSync(log, 'utf8').split('\n'), LATE);
  const late = { ...without, FAULT_AT: `${at}`, FAULT_KIND: 'EIO' };
  expect(await createApp(place, { flags: OVERWRITE, fault: late })).toMatchObject({ code: 3 });
  expect(differences(readTree(place, { times: true }), before)).toEqual([]);
});

/** Root may write everywhere: such tests run as another user. */
const ORDINARY_USER = process.getuid?.() === 0 ? 65_534 : undefined;

describe('a folder that cannot be written is found before the first change', () => {
  test.each(['src', '.'])('when it is %s', async (name) => {
    const place = letOwnerWrite(newPlace());
    const app = join(place, APP);
    if (ORDINARY_USER !== undefined) {
      for (const path of readdirSync(place, { recursive: true }).map(String)) {
        lchownSync(join(place, path), ORDINARY_USER, ORDINARY_USER);
      }
      chownSync(place, ORDINARY_USER, ORDINARY_USER);
    }
    fs.chmodSync(join(app, name), 0o555);
    const changed = () => statSync(app).ctimeMs;
    const before = { tree: readTree(place, { times: true }), changed: changed() };
    const flags = ['--template', 'minimal', '--no-install', '--no-git', '--no-check-database'];
    const { code, stderr } = await runCli([APP, ...flags, '--overwrite'], {
      cwd: place,
      ...(ORDINARY_USER !== undefined && { uid: ORDINARY_USER }),
    });
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(/Nothing was written: .* cannot be written \(EACCES\)/),
    });
    expect(differences(readTree(place, { times: true }), before.tree)).toEqual([]);
    expect(changed()).toBe(before.changed);
  });
});
