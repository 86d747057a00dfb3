import { dirname, relative, resolve } from 'node:path';
import fs from 'fs-extra';
import type { Choices } from '../choices/table.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import type { FileTree } from '../file-tree.ts';
import { type Plan, refusals } from '../plan/plan.ts';
import { planCreate } from '../plan/plan-create.ts';
import { hasRecordedState, refuseForeignState } from '../project/recorded.ts';
import { takeSnapshot, typeOf } from '../project/snapshot.ts';
import { showPlan } from '../terminal/preview.ts';
import { shellCommand } from '../terminal/shell.ts';
import { type AnswerOptions, decideChoices, warnAboutUri } from './answers.ts';
import { finish, tellWhatIsNext } from './finish.ts';
import { clearLeftOver } from './left-over.ts';
import { renderApp } from './render-app.ts';
import type { Setting } from './setting.ts';

export interface CreateOptions extends AnswerOptions {
  overwrite: boolean;
  /** Shows the plan and stops before writing. */
  dryRun: boolean;
  /** The same with the contents. */
  diff: boolean;
}

/** Creates an app: from the answers to what to type next. */
export async function create(options: CreateOptions, setting: Setting): Promise<ExitCode> {
  const decision = await decideChoices(options, setting);
  const directory = await findDirectory(decision.directory, setting);
  const preview = options.dryRun || options.diff;
  refuseForeignState(directory);
  await clearLeftOver(directory, preview);
  await refuseExistingApp(directory, decision.directory);
  warnAboutUri(options.given, decision.secrets.mongoUri, setting);

  const { tree } = await renderApp(setting.templates, decision.choices, decision.secrets);
  const plan = await planApp(directory, tree, options, setting);
  if (preview) {
    showPlan(setting.report, setting.terminal);
    return EXIT.done;
  }

  await applyPlan(directory, plan, decision.choices, setting);
  setting.report.steps = await finish(directory, tree, decision, setting);
  return tellWhatIsNext(decision, setting);
}

/** The absolute path of the app. A link to a directory is followed; the way to it must lead through directories. */
async function findDirectory(
  given: string,
  { workingDirectory, report }: Setting,
): Promise<string> {
  const absolute = resolve(workingDirectory, given);
  report.directory = absolute;
  let existing = absolute;
  while (typeOf(existing) === 'absent') existing = dirname(existing);
  const status = await fs.stat(existing).catch(() => undefined);
  if (!status?.isDirectory()) {
    const what = status ? 'not a directory' : 'a symbolic link that leads nowhere';
    const message = `Nothing was written: ${existing} is ${what}. Choose another directory.`;
    throw new CommandError(EXIT.refused, { code: 'occupied', message, file: existing });
  }
  return resolve(await fs.realpath(existing), relative(existing, absolute));
}

async function refuseExistingApp(directory: string, given: string) {
  if (!(await hasRecordedState(directory))) return;
  const message = `Nothing was written: create-mongo-session-app has created an app in ${given} already. Bring it up to date with: create-mongo-session-app regenerate ${shellCommand([given])}`;
  throw new CommandError(EXIT.refused, { code: 'already-created', message });
}

async function planApp(
  directory: string,
  tree: FileTree,
  options: CreateOptions,
  setting: Setting,
): Promise<Plan> {
  const { terminal, report } = setting;
  const snapshot = takeSnapshot(directory, tree.keys());
  const plan = planCreate(tree, snapshot, options.overwrite);
  report.plan = plan;
  if (options.diff) report.diffs = (await import('../terminal/diff.ts')).diffsOf(plan);
  const refused = refusals(plan);
  if (refused.length === 0) return plan;

  const replaceable = refused.every(({ before }) => before.type === 'file');
  if (replaceable && options.interactive && !options.dryRun && !options.diff) {
    terminal.say(`In the way: ${refused.map(({ path }) => path).join(', ')}`);
    const { confirmOverwrite } = await import('../choices/prompts.ts');
    if (await confirmOverwrite(refused.length, setting.signal)) {
      report.plan = planCreate(tree, snapshot, true);
      return report.plan;
    }
  }
  const problems = refused.map(({ path, reason }) => ({
    code: 'occupied' as const,
    message: `${path}: ${reason}`,
    file: path,
  }));
  const hint = replaceable
    ? 'Choose another directory, move them, or give --overwrite.'
    : 'Choose another directory, or move them.';
  throw new CommandError(
    EXIT.refused,
    { code: 'occupied', message: `Nothing was written: something is in the way. ${hint}` },
    ...problems,
  );
}

async function applyPlan(directory: string, plan: Plan, choices: Choices, setting: Setting) {
  const { version, signal } = setting;
  const { apply } = await import('../apply/apply.ts');
  const origin = { version, choices: { ...choices } };
  await apply({ directory, plan, origin, state: { type: 'absent' }, signal });
}
