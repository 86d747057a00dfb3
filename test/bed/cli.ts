import { spawn } from 'node:child_process';
import { inject } from 'vitest';
import { cliEnvironment } from './environment.ts';

export { cliEnvironment };

export interface CliRun {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  cwd: string;
  env?: Record<string, string | undefined>;
  /** What standard input holds; it is closed otherwise. */
  input?: string;
  /** More flags for Node, before the command. */
  nodeFlags?: string[];
  /** The user, by number, that it runs as; only root may say so. */
  uid?: number;
  /** The launcher of another tool than the packed one. */
  cli?: string;
}

/** Flags for a run that only writes files. */
export const FILES_ONLY = ['--no-install', '--no-git', '--no-check-database'];

/** Flags for a run that only writes the files of the smallest app. */
export const MINIMAL = ['--template', 'minimal', ...FILES_ONLY];

/** Runs the command as it was packed and installed, without a terminal. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliRun> {
  const { cwd, env = {}, input, nodeFlags = [], uid, cli = inject('cli') } = options;
  const child = spawn(process.execPath, [...nodeFlags, cli, ...args], {
    cwd,
    env: cliEnvironment(env),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const run: CliRun = { code: null, signal: null, stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    run.stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    run.stderr += chunk;
  });
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ ...run, code, signal }));
  });
}
