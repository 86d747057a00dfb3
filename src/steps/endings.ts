import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Decision } from '../choices/decide.ts';
import type { AppDecision } from '../choices/decide-for-app.ts';
import { repeatArguments, repeatArgumentsForApp } from '../choices/repeat.ts';
import { EXIT, type ExitCode, type Problem } from '../errors.ts';
import { installCommand, PACKAGE_MANAGERS } from '../package-managers.ts';
import { type Change, leftConflicts, type Plan, type Resolution, WRITING } from '../plan/plan.ts';
import type { App } from '../project/app.ts';
import type { Place } from '../project/place.ts';
import { nextSteps, nextStepsForApp } from '../terminal/next-steps.ts';
import { createdLine, regeneratedLine, showEnding } from '../terminal/outcome.ts';
import { commandOf } from '../terminal/shell.ts';
import { repositoryOf } from '../toolchain/repository.ts';
import type { Step } from '../toolchain/step.ts';
import { changesDependencies, problemsOf } from './install.ts';
import { callerOf, type Outcome, type Run } from './run.ts';

/** The command that creates the same app without questions, and the variables that it needs besides. */
export function repeatOf(
  { directory, choices, steps, secrets }: Decision,
  { surroundings }: Pick<Run, 'surroundings'>,
): { command: string; variables: string[] } {
  const repeated = { directory, choices, steps, mongoUri: secrets.mongoUri };
  const { words, variables } = repeatArguments(repeated, callerOf(surroundings));
  return { command: commandOf(choices.packageManager, words), variables };
}

/** The command that does the same to an app without questions; undefined when that would show a secret. */
export function repeatForApp(
  { given }: Place,
  { before, choices, secrets }: AppDecision,
  { answersFile, conflict, restore, moved, force }: RepeatedOptions,
): string | undefined {
  const changed = repeatArgumentsForApp(before, choices, secrets);
  if (!changed && answersFile === undefined) return undefined;
  const options = [
    ...(answersFile === undefined ? [] : ['--answers', answersFile]),
    ...(conflict === undefined ? [] : ['--conflict', conflict]),
    ...restore.flatMap((path) => ['--restore', path]),
    ...moved.flatMap((move) => ['--moved', move]),
    ...(force ? ['--force'] : []),
  ];
  const words = ['regenerate', given, ...(changed ?? []), ...options, '--yes'];
  return commandOf(choices.packageManager, words);
}

interface RepeatedOptions {
  answersFile: string | undefined;
  conflict: Resolution | undefined;
  restore: readonly string[];
  moved: readonly string[];
  force: boolean;
}

/** The end of a new app: the result, and what to type next. */
export function created(
  place: Place,
  plan: Plan,
  decision: Decision,
  steps: readonly Step[],
  run: Pick<Run, 'surroundings' | 'terminal' | 'signal'>,
): Outcome {
  const { choices } = decision;
  const repeat = repeatOf(decision, run);
  const next = nextSteps({
    directory: place.given,
    run: PACKAGE_MANAGERS[choices.packageManager].run,
    install: installCommand(choices.packageManager, run.surroundings.environment),
    steps,
    secretSource: choices.secretSource,
    secretFile: choices.secretFile,
  });
  const result = createdLine(place.absolute, plan, run.terminal);
  showEnding({ result, steps, nextSteps: next, repeat }, run.terminal);
  const { exitCode, problems } = howItEnded(steps, [], run);
  return { exitCode, facts: { steps, nextSteps: next, repeat: repeat.command, problems } };
}

const INTERRUPTED_LATE =
  'Interrupted after the files were written: they stay, and the commands above finish the job.';

/** What is left to a person once the files are written. */
function howItEnded(
  steps: readonly Step[],
  conflicts: readonly Problem[],
  { signal }: Pick<Run, 'signal'>,
): { exitCode: ExitCode; problems: Problem[] } {
  if (signal.aborted) {
    const interrupted: Problem = { code: 'interrupted', message: INTERRUPTED_LATE };
    return { exitCode: signal.reason.exitCode, problems: [...conflicts, interrupted] };
  }
  const problems = [...conflicts, ...problemsOf(steps)];
  if (conflicts.length > 0) return { exitCode: EXIT.conflict, problems };
  return { exitCode: problems.length > 0 ? EXIT.unfinished : EXIT.done, problems };
}

/** The end of an app brought up to date: the result, and what is left to do. */
export async function regenerated(
  app: App,
  plan: Plan,
  decision: AppDecision,
  step: Step,
  { surroundings, terminal, signal }: Pick<Run, 'surroundings' | 'terminal' | 'signal'>,
): Promise<Outcome> {
  const { before, choices } = decision;
  const { given, real } = app.place;
  const unresolved = [...plan.record].flatMap(([path, { status, at = path }]) =>
    status === 'pending' ? [at] : [],
  );
  const next = nextStepsForApp({
    directory: given,
    unresolved,
    regenerate: commandOf(choices.packageManager, ['regenerate']),
    install: installCommand(choices.packageManager, surroundings.environment),
    isInstalled: step.status === 'done' || !changesDependencies(plan, decision),
    oldLockFile: await oldLockFile(app.place, decision),
    secretSource: choices.secretSource,
    secretFile: choices.secretFile,
    movedFrom: before.secretSource === choices.secretSource ? undefined : before.secretSource,
    hasOldSecret: app.env?.get('SESSION_SECRET') !== undefined,
    hasDiff: repositoryOf(real) !== undefined && plan.changes.some(showsInDiff),
  });
  const steps = [step];
  showEnding({ result: regeneratedLine(plan, terminal), steps, nextSteps: next }, terminal);
  const repeat = commandOf(choices.packageManager, ['regenerate', given, '--yes']);
  const { exitCode, problems } = howItEnded(steps, leftConflicts(plan), { signal });
  return { exitCode, facts: { steps, nextSteps: next, repeat, problems } };
}

/** Not a file that git ignores, as `.env`. */
function showsInDiff({ path, action }: Change): boolean {
  return path !== '.env' && WRITING.has(action);
}

/** The lock file of another package manager would only mislead. */
async function oldLockFile(
  { real }: Place,
  { before, choices }: AppDecision,
): Promise<string | undefined> {
  const { lockFile } = PACKAGE_MANAGERS[before.packageManager];
  if (before.packageManager === choices.packageManager) return undefined;
  return existsSync(join(real, lockFile)) ? lockFile : undefined;
}
