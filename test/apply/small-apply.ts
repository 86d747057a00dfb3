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
import { findFiles } from '../../src/steps/find-files.ts';
import { basesOf } from '../../src/steps/render.ts';
import { Terminal } from '../../src/terminal/terminal.ts';

/** An app of a few files that are the same each time: small enough to fail at every step of writing it. */
const SMALL_APP: FileTree = new Map<string, TreeFile>([
  ['.env', envTreeFile('SESSION_SECRET=\n')],
  ['.gitignore', textFile('.env\nnode_modules/\n')],
  ['package.json', { ...textFile('{ "name": "small" }\n'), policy: 'structured' }],
  ['src/words.js', textFile(words('tea'))],
  ['src/deep/start.js', { ...textFile('#!/usr/bin/env node\n'), executable: true }],
]);

/** The next version of it: of its files one is replaced, two are merged, one goes and one is new; one that was moved is merged. */
const NEXT_APP: FileTree = new Map<string, TreeFile>([
  ['.env', envTreeFile('SESSION_SECRET=\nLIFETIME=7\n')],
  ['.gitignore', textFile('.env\nnode_modules/\ndist/\n')],
  [
    'package.json',
    { ...textFile('{ "name": "small", "type": "module" }\n'), policy: 'structured' },
  ],
  ['src/new/app.js', textFile('export {};\n')],
  ['src/words.js', textFile(words('coffee'))],
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
    if (hasRecordedState(directory)) return;
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
    const { signal } = new AbortController();
    const place = { given: directory, absolute: directory, real: directory };
    const terminal = new Terminal({ quiet: true, json: false });
    const nothing = { restore: [], moved: [] };
    const renders = { place, tree: NEXT_APP, bases };
    const plan = planRegenerate({
      tree: NEXT_APP,
      bases,
      ...(await findFiles(renders, nothing, { terminal, signal })),
      env,
      adopting: recorded === undefined,
      newKeys: new Set(),
      resolutionOf: () => 'abort',
      labels: { base: 'before', theirs: 'now' },
    });
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

/** The words on a card, of which the third is the one that changes. */
function words(third: string): string {
  return `export const WORDS = [\n  'one',\n  'two',\n  '${third}',\n  'four',\n  'five',\n];\n`;
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
