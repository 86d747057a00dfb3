import { apply, asCommandError } from '../../src/apply/apply.ts';
import { recover } from '../../src/apply/journal.ts';
import { EnvFile } from '../../src/env-file.ts';
import type { FileTree, TreeFile } from '../../src/file-tree.ts';
import { planCreate } from '../../src/plan/plan-create.ts';
import { hasRecordedState } from '../../src/project/recorded.ts';
import { takeSnapshot } from '../../src/project/snapshot.ts';
import { Secret } from '../../src/secret.ts';

/** An app of a few files that are the same each time: small enough to fail at every step of writing it. */
const SMALL_APP: FileTree = new Map<string, TreeFile>([
  ['.env', envFile()],
  ['.gitignore', textFile('.env\nnode_modules/\n')],
  ['package.json', textFile('{ "name": "small" }\n')],
  ['src/deep/start.js', { ...textFile('#!/usr/bin/env node\n'), executable: true }],
]);

export interface Outcome {
  exitCode: number;
  message: string;
}

/** What `create --overwrite` does with files, without the rest. */
export function createSmallApp(directory: string): Promise<Outcome> {
  return outcomeOf(directory, async () => {
    await recover(directory);
    if (await hasRecordedState(directory)) return;
    const snapshot = await takeSnapshot(directory, SMALL_APP.keys());
    const plan = planCreate(SMALL_APP, snapshot, true);
    const { signal } = new AbortController();
    const origin = { version: '0.0.0', choices: {} };
    await apply({ directory, plan, origin, state: { type: 'absent' }, signal });
  });
}

/** The first thing that every command does which writes. */
export function recoverSmallApp(directory: string): Promise<Outcome> {
  return outcomeOf(directory, () => recover(directory));
}

async function outcomeOf(directory: string, work: () => Promise<unknown>): Promise<Outcome> {
  try {
    await work();
    return { exitCode: 0, message: '' };
  } catch (error) {
    const { exitCode, message } = asCommandError(error, directory);
    return { exitCode, message };
  }
}

function textFile(content: string): TreeFile {
  return { content, policy: 'merge', executable: false };
}

function envFile(): TreeFile {
  const secrets = new Map([['SESSION_SECRET', new Secret('correct horse')]]);
  return { ...textFile(''), content: EnvFile.fill('SESSION_SECRET=\n', secrets) };
}
