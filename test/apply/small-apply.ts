import { apply, asCommandError } from '../../src/apply/apply.ts';
import { recover } from '../../src/apply/journal.ts';
import { EnvFile } from '../../src/env-file.ts';
import { problemsAsSaid } from '../../src/errors.ts';
import type { FileTree, TreeFile } from '../../src/file-tree.ts';
import { planCreate } from '../../src/plan/plan-create.ts';
import { planRegenerate } from '../../src/plan/plan-regenerate.ts';
import { readEnvFile } from '../../src/project/env.ts';
import { hasRecordedState, readRecorded } from '../../src/project/recorded.ts';
import { takeSnapshot } from '../../src/project/snapshot.ts';
import { Secret } from '../../src/secret.ts';
import { basesOf } from '../../src/steps/render.ts';

/** An app of a few files that are the same each time: small enough to fail at every step of writing it. */
const SMALL_APP: FileTree = new Map<string, TreeFile>([
  ['.env', envTreeFile('SESSION_SECRET=\n')],
  ['.gitignore', textFile('.env\nnode_modules/\n')],
  ['package.json', { ...textFile('{ "name": "small" }\n'), policy: 'structured' }],
  ['src/deep/start.js', { ...textFile('#!/usr/bin/env node\n'), executable: true }],
]);

/** The next version of it: of its files one is replaced, two are merged, one goes and one is new. */
const NEXT_APP: FileTree = new Map<string, TreeFile>([
  ['.env', envTreeFile('SESSION_SECRET=\nLIFETIME=7\n')],
  ['.gitignore', textFile('.env\nnode_modules/\ndist/\n')],
  [
    'package.json',
    { ...textFile('{ "name": "small", "type": "module" }\n'), policy: 'structured' },
  ],
  ['src/new/app.js', textFile('export {};\n')],
]);

const ORIGIN = { version: '0.0.0', choices: {} };

export interface Outcome {
  exitCode: number;
  message: string;
}

/** What `create --overwrite` does with files, without the rest. */
export function createSmallApp(directory: string): Promise<Outcome> {
  return outcomeOf(directory, async () => {
    await recover(directory);
    if (await hasRecordedState(directory)) return;
    const snapshot = takeSnapshot(directory, SMALL_APP.keys());
    const plan = planCreate(SMALL_APP, snapshot, true);
    const { signal } = new AbortController();
    await apply({ directory, plan, origin: ORIGIN, state: { type: 'absent' }, signal });
  });
}

/** What `regenerate` does with files, without the rest. */
export function regenerateSmallApp(directory: string): Promise<Outcome> {
  return outcomeOf(directory, async () => {
    await recover(directory);
    const { entry: state, recorded } = readRecorded(directory, ORIGIN.version);
    const env = readEnvFile(directory);
    const bases = basesOf(directory, recorded, envFile('SESSION_SECRET=\n'));
    const paths = new Set([...NEXT_APP.keys(), ...bases.keys()]);
    const plan = planRegenerate({
      tree: NEXT_APP,
      bases,
      snapshot: takeSnapshot(directory, paths),
      env,
      adopting: recorded === undefined,
      restored: new Set(),
      given: new Set(),
      resolutionOf: () => 'abort',
      labels: { base: 'before', theirs: 'now' },
    });
    const { signal } = new AbortController();
    await apply({ directory, plan, origin: ORIGIN, state, signal });
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
    const failure = asCommandError(error, directory);
    const messages = problemsAsSaid(failure, true).map(({ message }) => message);
    return { exitCode: failure.exitCode, message: messages.join('\n') };
  }
}

function textFile(content: string): TreeFile {
  return { content, policy: 'merge', executable: false };
}

function envTreeFile(template: string): TreeFile {
  return { ...textFile(''), content: envFile(template) };
}

function envFile(template: string): EnvFile {
  return EnvFile.fill(template, new Map([['SESSION_SECRET', new Secret('correct horse')]]));
}
