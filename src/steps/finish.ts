import { databaseName } from '../choices/app-name.ts';
import type { Decision } from '../choices/decide.ts';
import type { FileTree } from '../file-tree.ts';
import { PACKAGE_MANAGERS } from '../package-managers.ts';
import { STATE_DIRECTORY } from '../project/layout.ts';
import type { Place } from '../project/place.ts';
import { type Step, skipped } from '../toolchain/step.ts';
import { installDependencies } from './install.ts';
import { warnAboutLeftOut } from './left-out.ts';
import type { Run } from './run.ts';

type Finishing = Pick<Run, 'terminal' | 'signal'>;

/** Install, git, database: each says what came of it, and the files stay whatever that is. */
export async function finish(
  place: Place,
  tree: FileTree,
  decision: Decision,
  run: Finishing,
): Promise<Step[]> {
  const install = decision.steps.install
    ? await installDependencies(place, decision.choices.packageManager, run)
    : skipped('install', 'as asked');
  const git = await commitFirst(place, tree, decision, run);
  const database = await lookForDatabase(place, decision, install.status === 'done', run);
  return [install, git, database].filter((step) => step !== undefined);
}

async function commitFirst(
  place: Place,
  tree: FileTree,
  { steps, choices }: Decision,
  { terminal, signal }: Finishing,
): Promise<Step | undefined> {
  const { real } = place;
  if (signal.aborted) return steps.git ? undefined : skipped('git', 'as asked');
  const { exposesEnvFile, startRepository } = await import('../toolchain/git.ts');
  const { lockFile } = PACKAGE_MANAGERS[choices.packageManager];
  const paths = [...tree.keys(), lockFile];
  const step = steps.git
    ? await startRepository(real, paths, STATE_DIRECTORY, signal)
    : skipped('git', 'as asked');
  if (step.status !== 'done') await warnAboutLeftOut(place, [...tree.keys()], { terminal, signal });
  if (await exposesEnvFile(real, signal)) {
    terminal.warn(
      '.env holds secrets, and git does not ignore it here. Add a line ".env" to .gitignore.',
    );
  }
  return step;
}

async function lookForDatabase(
  { real }: Place,
  { steps, choices, secrets }: Decision,
  isInstalled: boolean,
  { terminal, signal }: Finishing,
): Promise<Step | undefined> {
  if (!steps.checkDatabase) return skipped('database', 'as asked');
  if (!isInstalled) return skipped('database', 'the dependencies are not installed');
  if (signal.aborted) return undefined;
  const { checkDatabase } = await import('../toolchain/database.ts');
  const { run } = PACKAGE_MANAGERS[choices.packageManager];
  const check = {
    directory: real,
    uri: secrets.mongoUri.secret,
    shownUri: secrets.mongoUri.redacted,
    hosts: secrets.mongoUri.hosts,
    database: databaseName(choices.name),
    collection: choices.collection,
    devCommand: choices.devDatabase && secrets.mongoUri.isPlain ? `${run} dev` : undefined,
  };
  return terminal.progress('Looking for the database', () => checkDatabase(check, signal));
}
