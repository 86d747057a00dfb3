import type { Addition } from '../app-template/render-add.ts';
import type { Place } from '../project/place.ts';
import { type Step, skipped } from '../toolchain/step.ts';
import type { AdditionAnswers } from './answer-for-addition.ts';
import { installDependencies } from './install.ts';
import type { Run } from './run.ts';

/** Install, and a look at the database: the files stay whatever comes of it. */
export async function finishAddition(
  place: Place,
  { choices, secrets, steps }: AdditionAnswers,
  { database, collection, driver }: Addition,
  run: Pick<Run, 'terminal' | 'signal'>,
): Promise<Step[]> {
  const install = steps.install
    ? await installDependencies(place, choices.packageManager, run)
    : skipped('install', 'as asked');
  if (!steps.checkDatabase) return [install, skipped('database', 'as asked')];
  if (install.status !== 'done') {
    return [install, skipped('database', 'the dependencies are not installed')];
  }
  const { checkDatabase } = await import('../toolchain/database.ts');
  const { secret: uri, redacted: shownUri, hosts } = secrets.mongoUri;
  const check = {
    directory: place.real,
    uri,
    shownUri,
    hosts,
    database,
    collection,
    driver,
    devCommand: undefined,
  };
  const look = () => checkDatabase(check, run.signal);
  return [install, await run.terminal.progress('Looking for the database', look)];
}
