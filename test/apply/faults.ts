import { spawn } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import { LOCK_FILE } from '../../src/project/layout.ts';
import { cliEnvironment } from '../bed/environment.ts';
import type { Outcome } from './small-apply.ts';

export const PRELOAD = fileURLToPath(new URL('fault-preload.cjs', import.meta.url));

/** What goes wrong, and when. */
export interface Fault {
  /** Calls at and below this path count. */
  root: string;
  /** The number of the call, the first is 0; none when negative. */
  at: number;
  /** fault-preload.cjs lists them. */
  kind: string;
}

/** A fault for a run of the command. */
export interface FaultEnvironment extends NodeJS.Dict<string> {
  FAULT_ROOT: string;
  FAULT_AT?: string;
  FAULT_KIND?: string;
  /** A kind of call that the file system does not have, as `link`. */
  FAULT_REFUSED?: string;
  /** For the kind `pause`. */
  FAULT_FILE?: string;
  /** A file that gets a line for each call. */
  FAULT_LOG?: string;
}

/** Something to be done with the small app in a directory. */
export interface Job extends Fault {
  command: 'create' | 'regenerate' | 'recover';
  directory: string;
}

export interface JobResult extends Outcome {
  /** The calls that were counted, such as `rename apply/new/0 .gitignore`. */
  steps: string[];
}

/** Bundles the process that does jobs into a folder. Returns its file. */
export async function buildSmallApply(folder: string): Promise<string> {
  const entry = fileURLToPath(new URL('small-apply-process.ts', import.meta.url));
  await build({
    config: false,
    entry: { process: entry },
    outDir: folder,
    deps: { alwaysBundle: [/./] },
    // Its main file is UMD, which no bundler can follow.
    alias: { 'jsonc-parser': fileURLToPath(import.meta.resolve('jsonc-parser/lib/esm/main.js')) },
    dts: false,
    logLevel: 'silent',
  });
  return join(folder, 'process.mjs');
}

/** Does jobs in one process. Returns undefined when SIGKILL has ended it. */
export async function doJobs(
  script: string,
  jobs: readonly Job[],
): Promise<JobResult[] | undefined> {
  const args = ['--require', PRELOAD, script, PRELOAD, JSON.stringify(jobs)];
  const child = spawn(process.execPath, args, {
    env: cliEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((done, fail) => {
    child.on('error', fail);
    child.on('close', (...end) => done(end));
  });
  if (signal === 'SIGKILL') return undefined;
  if (code !== 0) throw new Error(`the process of the small app ended with ${code ?? signal}`);
  return JSON.parse(output);
}

/**
 * Whether a step changes something: a kill at one that only looks is the same as one after the last change. `rm` and
 * `writeFile` are made of the calls that follow them.
 */
export function changesSomething(step: string): boolean {
  return !/^(access|close|fsync|lstat|readdir|readFile|rm|stat|writeFile) /.test(step);
}

/** What went wrong in many runs, a line for each fault, so that all of them are seen at once. */
export class FaultList {
  readonly list: string[] = [];

  add(label: string, faults: readonly string[]) {
    const rest = faults.length > 3 ? [`and ${faults.length - 3} more`] : [];
    if (faults.length > 0)
      this.list.push(`${label}: ${[...faults.slice(0, 3), ...rest].join('; ')}`);
  }
}

/** A lock that a killed run has half written counts as a live one for some seconds: lets them pass. */
export function letTimePass(directory: string) {
  const past = Date.now() / 1000 - 60;
  try {
    utimesSync(join(directory, LOCK_FILE), past, past);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Does work for each item, a few at a time. */
export async function forEach<Item>(items: readonly Item[], work: (item: Item) => Promise<void>) {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all([worker(), worker(), worker()]);
}
