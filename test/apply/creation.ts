import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type CliRun, MINIMAL, runCli } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { readTree, type Tree } from '../bed/tree.ts';
import { type FaultEnvironment, PRELOAD } from './faults.ts';
import { APP } from './place.ts';

/** Answers with which each creation writes the same bytes. */
const SAME_EACH_TIME = {
  MONGODB_URI: 'mongodb://ann:pass@db.example/shop',
  SESSION_SECRET: 'a secret of the test that stays the same',
};

export const OVERWRITE = ['--overwrite'];

export interface Creation {
  flags?: string[];
  fault?: Omit<FaultEnvironment, 'FAULT_ROOT'>;
}

/** A folder for an app, gone when the test ends. */
export function newPlace(): string {
  const place = join(temporaryFolder(), 'place');
  mkdirSync(place);
  return place;
}

/** Creates an app in a place, files only. */
export function createApp(place: string, { flags = [], fault }: Creation = {}): Promise<CliRun> {
  const args = [APP, ...MINIMAL, '--quiet', '--secret-source', 'supply', ...flags];
  return runIn(place, args, fault);
}

/** Regenerates the app in a place, files only. */
export function regenerateApp(place: string, { flags = [], fault }: Creation = {}) {
  return runIn(place, ['regenerate', APP, '--yes', '--no-install', ...flags], fault);
}

/** Adds sessions to somebody's app in a place, files only. */
export function addToApp(place: string, { flags = [], fault }: Creation = {}) {
  const files = ['--yes', '--no-install', '--no-check-database'];
  return runIn(place, ['add', APP, ...files, '--secret-source', 'supply', ...flags], fault);
}

function runIn(place: string, args: string[], fault: Creation['fault']): Promise<CliRun> {
  if (!fault) return runCli(args, { cwd: place, env: SAME_EACH_TIME });
  const env = { ...SAME_EACH_TIME, FAULT_ROOT: place, ...fault };
  return runCli(args, { cwd: place, env, nodeFlags: ['--require', PRELOAD] });
}

/** The codes of the problems in the one document of `--json`. */
export function problemCodes({ stdout }: CliRun): string[] {
  return JSON.parse(stdout).problems.map(({ code }: { code: string }) => code);
}

/** What an undisturbed creation makes of a place, and by which calls. */
export interface Survey {
  before: Tree;
  complete: Tree;
  steps: string[];
}

/** Creates or regenerates an app in a place of its own. Leaves a list of the calls beside the place. */
export async function survey(
  place: string,
  creation: Creation = {},
  start = createApp,
): Promise<Survey> {
  mkdirSync(place, { recursive: true });
  const before = readTree(place);
  const log = `${place}.steps`;
  const run = await start(place, { ...creation, fault: { FAULT_LOG: log } });
  if (run.code !== 0) throw new Error(`no app even without a fault: ${run.stderr}`);
  return { before, complete: readTree(place), steps: readFileSync(log, 'utf8').split('\n') };
}

/** The number of the first step that looks so. */
export function stepNumber(steps: readonly string[], pattern: RegExp): number {
  const at = steps.findIndex((step) => pattern.test(step));
  if (at < 0) throw new Error(`no step ${pattern}`);
  return at;
}

export interface PausedRun {
  resume(): Promise<CliRun>;
}

/** Starts to create or regenerate an app, and returns when the run stands still before a step. */
export async function createUntil(
  at: number,
  place: string,
  creation: Creation = {},
  start = createApp,
): Promise<PausedRun> {
  const standing = join(temporaryFolder(), 'standing');
  const fault = { FAULT_AT: `${at}`, FAULT_KIND: 'pause', FAULT_FILE: standing };
  let ended = false;
  const run = start(place, { ...creation, fault }).finally(() => {
    ended = true;
  });
  const resume = () => {
    rmSync(standing, { force: true });
    return run;
  };
  onTestFinished(async () => {
    await resume();
  });
  while (!existsSync(standing)) {
    if (ended) throw new Error(`the run ended before step ${at}: ${(await run).stderr}`);
    await sleep(10);
  }
  return { resume };
}
