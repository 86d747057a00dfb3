import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type AppName, type Language, ownDatabaseUri } from '../bed/app.ts';
import { cliEnvironment, FILES_ONLY, runCli } from '../bed/cli.ts';
import { newFolder } from '../bed/folder.ts';
import { olderTool, type TemplateSet } from '../bed/older-tool.ts';
import { sample } from '../bed/sample.ts';
import { OwnedApp, type Template } from './owned-app.ts';
import { EDITS, type Edit } from './owners-edits.ts';
import {
  type Copies,
  gitMerge,
  missingInEnv,
  missingKeys,
  missingLines,
  plain,
  readCopies,
} from './upkeep.ts';

// A real history: apps that earlier templates made, edited as owners edit, and brought up to date.

interface OlderApp {
  /** Also its directory's name, and so its own. */
  id: string;
  set: TemplateSet;
  template: Template;
  language: Language;
}

const LANGUAGES: Language[] = ['typescript', 'javascript'];
const APPS: readonly OlderApp[] = LANGUAGES.flatMap((language) => [
  { id: `first-${language}`, set: 'f7a7bb4', template: 'minimal', language },
  { id: `minimal-${language}`, set: 'd9966a4', template: 'minimal', language },
  { id: `auth-${language}`, set: '89edb4e', template: 'auth', language },
  { id: `api-${language}`, set: '89edb4e', template: 'api', language },
]);

/** Each with its place in the list, which decides on the apps that get it. */
const SOME_EDITS = sample(
  'edits of older apps',
  EDITS.map((edit, turn) => ({ ...edit, turn })),
  16,
);

const folder = { path: '' };
const counts = { runs: 0, unchanged: 0, replaced: 0, merged: 0, conflicts: 0 };
/** A conflict where `git merge-file` has none; another text than its; an owner's line that is nowhere. */
const faults: Record<'false' | 'other' | 'lost', string[]> = { false: [], other: [], lost: [] };

beforeAll(async () => {
  folder.path = newFolder();
  const sets = [...new Set(APPS.map(({ set }) => set))];
  const tools = new Map(
    await Promise.all(sets.map(async (set) => [set, await olderTool(set, folder.path)] as const)),
  );
  for (const app of APPS) await tools.get(app.set)?.create(originalOf(app), flagsOf(app));
});

afterAll(async () => {
  const { runs, unchanged, replaced, merged, conflicts } = counts;
  console.log(
    `history: ${SOME_EDITS.length} edits in ${APPS.length} apps, ${runs} runs: ${unchanged} files kept, ${replaced} replaced, ${merged} merged, ${conflicts} conflicts, ${faults.false.length} of them false, ${faults.other.length} merges other than git's, ${faults.lost.length} lines lost`,
  );
  await fs.remove(folder.path);
});

const originalOf = ({ id }: OlderApp) => join(folder.path, 'originals', id);

function flagsOf({ set, template, language }: OlderApp): string[] {
  // None of them knew mail.
  const extras = set === 'f7a7bb4' ? [] : ['--docker', '--ci', '--no-mail'];
  return ['--template', template, '--language', language, ...extras, ...FILES_ONLY];
}

/** The same app as this version creates it: what is offered in the merge. */
function offeredTo(app: OlderApp, answers: readonly string[]): Promise<Copies> {
  const key = [app.id, ...answers].join(' ');
  const known = offers.get(key) ?? create();
  offers.set(key, known);
  return known;
  async function create() {
    const directory = join(folder.path, `offers${answers.join('')}`, app.id);
    const args = [directory, '--yes', ...flagsOf(app), ...answers];
    const { code, stderr } = await runCli(args, { cwd: folder.path });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    return readCopies(directory);
  }
}
const offers = new Map<string, Promise<Copies>>();

interface Report {
  exitCode: number;
  changes: { path: string; action: string; reason: string }[];
  problems: { file?: string; message: string }[];
}

async function regenerate(directory: string, ...flags: string[]): Promise<Report> {
  const args = ['regenerate', directory, '--yes', '--json', '--no-install', ...flags];
  const { stdout, stderr } = await runCli(args, { cwd: folder.path });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Edits a copy of an older app, brings it up to date, and looks what became of each of its files. */
async function maintain(app: OlderApp, edits: readonly Edit[], answers: readonly string[]) {
  const original = readCopies(originalOf(app));
  const copy = join(folder.path, `work-${counts.runs++}`, app.id);
  await fs.copy(originalOf(app), copy);
  const owned = new OwnedApp(copy, app.template, app.language);
  const moves = new Map<string, string>();
  for (const edit of edits) {
    for (const [from, to] of edit.moves?.(owned) ?? []) {
      owned.move(from, to);
      moves.set(owned.path(from), owned.path(to));
    }
    edit.make(owned);
  }
  const edited = readCopies(copy);
  const conflict = edits[0]?.conflict ?? 'inline';
  const report = await regenerate(copy, '--conflict', conflict, ...answers);
  const files = {
    original: moved(original, moves),
    edited,
    result: readCopies(copy),
    offered: moved(await offeredTo(app, answers), moves),
  };
  const what = `${app.id}, who ${edits.map((edit) => edit.what).join(', ')}`;
  const places = conflictsOf(report);
  for (const path of files.edited.keys()) judge(path, files, places.has(path), what);
  expectRespected(files);
  for (const { action } of report.changes) {
    if (action === 'keep') counts.unchanged += 1;
    if (action === 'replace') counts.replaced += 1;
    if (action === 'merge') counts.merged += 1;
  }
  counts.conflicts += places.size;
  return { directory: copy, report, conflicts: places };
}

/** With the files that the owner has moved where they are now. */
function moved(copies: Copies, moves: ReadonlyMap<string, string>): Copies {
  return new Map([...copies].map(([path, copy]) => [moves.get(path) ?? path, copy]));
}

/** The files that `inline` leaves to their owner. */
function conflictsOf({ problems, changes }: Report): Set<string> {
  const kept = changes.filter(({ reason }) => /changed by both sides/.test(reason));
  const left = problems.flatMap(({ file }) => file ?? []);
  return new Set([...left, ...kept.map(({ path }) => path)]);
}

type Files = Record<'original' | 'edited' | 'result' | 'offered', Copies>;

function judge(path: string, files: Files, isConflict: boolean, what: string) {
  const [base, mine] = [files.original.get(path), files.edited.get(path)];
  const [result, theirs] = [files.result.get(path), files.offered.get(path)];
  if (!mine || mine.link !== undefined) return;
  const where = `${path} of ${what}`;
  const beside = files.result.get(`${path}.new`)?.text ?? '';
  const tell = (list: string[], words: readonly string[]) =>
    list.push(...words.map((word) => `${where}: ${word}`));
  if (!result) {
    const isUntouched = base?.text === mine.text && theirs === undefined;
    if (!isUntouched) tell(faults.lost, ['the file']);
    return;
  }
  if (base?.text === mine.text && path !== '.env') {
    expect([where, result.text]).toEqual([where, theirs?.text ?? base.text]);
    return;
  }
  if (path === '.env') {
    const given = isConflict ? [] : ['SESSION_COLLECTION'];
    tell(faults.lost, missingInEnv(mine.text, result.text, given));
    return;
  }
  if (/\.json$/.test(path))
    tell(faults.lost, missingKeys(base?.text ?? '{}', mine.text, result.text));
  else tell(faults.lost, missingLines(base?.text ?? '', mine.text, result.text, beside));
  expectStyle(mine.text, result.text, isConflict);
  if (!theirs || !base) return;
  const git = gitMerge(base.text, mine.text, theirs.text);
  if (isConflict && git.conflicts === 0) tell(faults.false, ['git has no conflict']);
  if (/\.json$/.test(path)) return;
  if (!isConflict && plain(result.text) !== git.text) tell(faults.other, ['not as git merges it']);
}

/** Line ends, byte order mark and final newline stay as the owner has them. */
function expectStyle(mine: string, result: string, isConflict: boolean) {
  expect(result.startsWith('\uFEFF')).toBe(mine.startsWith('\uFEFF'));
  if (!isConflict) expect(result.endsWith('\n')).toBe(mine.endsWith('\n'));
  const lineEnds = (text: string) => new Set(text.match(/\r?\n/g));
  if (lineEnds(mine).size === 1) expect(lineEnds(result)).toEqual(lineEnds(mine));
}

/** What the owner deleted, linked, made executable or keeps beside our files stays so. */
function expectRespected({ original, edited, result, offered }: Files) {
  for (const path of original.keys()) if (!edited.has(path)) expect(result.has(path)).toBe(false);
  for (const [path, copy] of edited) {
    if (copy.link !== undefined) expect(result.get(path)).toEqual(copy);
    if (copy.isExecutable) expect(result.get(path)?.isExecutable).toBe(true);
    if (!original.has(path) && !offered.has(path)) expect(result.get(path)).toEqual(copy);
  }
}

/** Two of the apps that an edit fits, others for the next edit; one where all apps get it later. */
function someApps(edit: Edit, turn: number): OlderApp[] {
  const fitting = APPS.filter(
    (app) => edit.fits?.(new OwnedApp(originalOf(app), app.template, app.language)) ?? true,
  );
  const places = (edit.apart && !edit.alone ? [0] : [0, 3]).map(
    (step) => (turn + step) % fitting.length,
  );
  return [...new Set(places)].map((place) => fitting[place] as OlderApp);
}

describe('an app of an earlier version', () => {
  test.concurrent.each(SOME_EDITS)(
    'is brought up to date when its owner $what',
    async ({ turn, ...edit }) => {
      for (const app of someApps(edit, turn)) {
        const { report, conflicts } = await maintain(app, [edit], edit.answers ?? []);
        if (edit.apart) expect([app.id, ...conflicts]).toEqual([app.id]);
        expect([app.id, 0, 4]).toContain(report.exitCode);
      }
    },
  );

  test('loses no line, has no false conflict, and is merged as git does', () => {
    expect(counts.runs).toBeGreaterThanOrEqual(SOME_EDITS.length);
    expect(faults).toEqual({ false: [], other: [], lost: [] });
  });
});

describe('an app with every edit that stands apart from ours', () => {
  /** With and without accounts, in both languages; to try all apps takes too long. */
  const WORKING = ['minimal-javascript', 'auth-typescript'];
  const ANSWERS = ['--collection', 'logins', '--no-dev-database'];

  test.concurrent.each(APPS)('is brought up to date without a conflict: $id', async (app) => {
    const original = new OwnedApp(originalOf(app), app.template, app.language);
    const edits = EDITS.filter(
      ({ apart, alone, fits }) => apart && !alone && (fits?.(original) ?? true),
    );
    const { directory, report, conflicts } = await maintain(app, edits, ANSWERS);
    expect({ conflicts: [...conflicts], exitCode: report.exitCode }).toEqual({
      conflicts: [],
      exitCode: 0,
    });
    expect(await regenerate(directory, '--check')).toMatchObject({ exitCode: 0 });
    if (WORKING.includes(app.id)) await expectToWork(directory, app);
  });
});

/** It type-checks, and passes its own tests and the owner's. */
async function expectToWork(directory: string, { template, language }: OlderApp) {
  const name: AppName = template === 'minimal' ? language : `${template}-${language}`;
  await fs.symlink(join(inject('apps')[name], 'node_modules'), join(directory, 'node_modules'));
  const env = cliEnvironment({ MONGODB_URI: ownDatabaseUri() });
  const npm = (...args: string[]) => execa('npm', args, { cwd: directory, env, extendEnv: false });
  if (language === 'typescript') await npm('run', 'typecheck');
  const { stdout } = await npm('test');
  expect(stdout).toMatch(/# fail 0/);
  expect(existsSync(join(directory, 'src/session/store.ts'))).toBe(language === 'typescript');
}
