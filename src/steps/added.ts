import { basename } from 'node:path';
import { EXIT, type Problem } from '../errors.ts';
import type { Edited } from '../express-app/verdict.ts';
import { installCommand } from '../package-managers.ts';
import type { Plan } from '../plan/plan.ts';
import { STATE_DIRECTORY } from '../project/layout.ts';
import type { Place } from '../project/place.ts';
import { showEnding } from '../terminal/outcome.ts';
import { commandOf, shellCommand } from '../terminal/shell.ts';
import type { Step } from '../toolchain/step.ts';
import type { AdditionAnswers, Standing } from './answer-for-addition.ts';
import { problemsOf } from './install.ts';
import type { Outcome, Run } from './run.ts';
import type { Variables } from './variables.ts';

/** There is nothing to do, and that is no failure. */
export function nothingToAdd(reason: string, { terminal }: Pick<Run, 'terminal'>): Outcome {
  terminal.result(`Nothing to do: ${reason}`);
  return { exitCode: EXIT.done, facts: {} };
}

/** At a terminal the edit of the owner's file is shown and asked about, before anything is written. */
export async function confirmed(
  { changes }: Plan,
  { path }: Edited,
  { interactive }: { interactive: boolean },
  { terminal, signal }: Pick<Run, 'terminal' | 'signal'>,
): Promise<boolean> {
  const change = changes.find((one) => one.path === path);
  if (!interactive || !change) return true;
  const { diffOf } = await import('../terminal/diff.ts');
  terminal.say(diffOf(change));
  const { confirmEdit } = await import('../choices/prompts.ts');
  const isWanted = await confirmEdit(path, signal);
  if (!isWanted) terminal.say('Nothing was written.');
  return isWanted;
}

/** The command that does the same without questions; undefined when that would show a secret. */
export function repeatForAddition(
  { given }: Place,
  {
    entry,
    replaceStore,
    force,
  }: { entry: string | undefined; replaceStore: boolean; force: boolean },
  { choices, secrets }: AdditionAnswers,
  { uri, hasSecret }: Standing,
): string | undefined {
  const showsUri = !uri && secrets.mongoUri.holdsCredentials;
  if (choices.secretSource === 'supply' || showsUri) return undefined;
  const words = [
    ...['add', given, '--collection', choices.collection],
    ...(uri ? [] : ['--mongo-uri', secrets.mongoUri.secret.reveal()]),
    ...(hasSecret ? [] : ['--secret-source', choices.secretSource]),
    ...(choices.secretSource === 'file' ? ['--secret-file', choices.secretFile] : []),
    ...['--package-manager', choices.packageManager],
    ...(entry === undefined ? [] : ['--entry', entry]),
    ...(replaceStore ? ['--replace-store'] : []),
    ...(force ? ['--force'] : []),
  ];
  return commandOf(choices.packageManager, [...words, '--yes']);
}

export interface Added {
  place: Place;
  plan: Plan;
  edited: Edited;
  variables: Variables;
  answers: AdditionAnswers;
  steps: readonly Step[];
  repeat: string | undefined;
}

/** The end of an addition: the result, and what is left to do, or to know. */
export function added(
  done: Added,
  { surroundings, terminal }: Pick<Run, 'surroundings' | 'terminal'>,
): Outcome {
  const { edited, steps, repeat } = done;
  const { packageManager } = done.answers.choices;
  const next = nextStepsOf(done, installCommand(packageManager, surroundings.environment));
  const line = `The sessions of ${edited.path} are kept in MongoDB now.`;
  const again = repeat === undefined ? {} : { repeat: { command: repeat, variables: [] } };
  showEnding(
    { result: terminal.paintResult('green', line), steps, nextSteps: next, ...again },
    terminal,
  );
  const problems: Problem[] = problemsOf(steps);
  const facts = { steps, nextSteps: next, problems, ...(repeat !== undefined && { repeat }) };
  return { exitCode: problems.length > 0 ? EXIT.unfinished : EXIT.done, facts };
}

function nextStepsOf({ plan, edited, variables, steps }: Added, install: string): string[] {
  const isInstalled = steps.some(({ name, status }) => name === 'install' && status === 'done');
  // The variables stay with the owner, and what keeps them out of git.
  const undone = plan.changes.filter(
    ({ path }) => path !== variables.env?.path && basename(path) !== '.gitignore',
  );
  const owners = undone.filter(({ action }) => action === 'merge').map(({ path }) => path);
  const created = undone
    .filter(
      ({ path, action }) => action === 'create' && !path.startsWith(`${edited.files.folder}/`),
    )
    .map(({ path }) => path);
  const undo = `git checkout -- ${shellCommand(owners)} && rm -r ${shellCommand([edited.files.folder, ...created, STATE_DIRECTORY])}`;
  const { left, needed } = variables;
  return [
    ...(isInstalled ? [] : [install]),
    ...(left.length > 0 ? [`# set ${left.join(' and ')} before the app starts`] : []),
    `# where it is deployed, set ${needed.join(', ')}`,
    ...(edited.how === 'store' ? ['# whoever is signed in now has to sign in again, once'] : []),
    ...(edited.how === 'middleware'
      ? [
          "# behind a proxy that ends TLS: app.set('trust proxy', 1), or the cookie goes without Secure",
        ]
      : []),
    '# each process opens up to 100 connections; maxPoolSize in the URI sets another limit',
    `# to undo it: ${undo}`,
  ];
}
