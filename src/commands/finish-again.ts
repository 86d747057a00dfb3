import { join } from 'node:path';
import fs from 'fs-extra';
import type { Redecision } from '../choices/decide-again.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { installCommand, PACKAGE_MANAGERS } from '../package-managers.ts';
import { type Change, type Plan, WRITING } from '../plan/plan.ts';
import { nextStepsAgain } from '../terminal/next-steps.ts';
import { showRegenerated } from '../terminal/outcome.ts';
import { shellCommand } from '../terminal/shell.ts';
import { type Step, skipped } from '../toolchain/step.ts';
import { installDependencies, problemOf } from './finish.ts';
import type { App } from './recorded-app.ts';
import type { Setting } from './setting.ts';

export interface Regenerated {
  /** The directory as the user gave it. */
  given: string;
  directory: string;
  app: App;
  decision: Redecision;
  plan: Plan;
}

/** Installs what changed, and says what is left to do. */
export async function finishAgain(done: Regenerated, setting: Setting): Promise<ExitCode> {
  const { given, app, decision, plan } = done;
  const { report, terminal } = setting;
  const { before, choices } = decision;
  const needsInstall = changesDependencies(plan, decision);
  const step = await installAgain(done, needsInstall, setting);
  report.steps = [step];
  const unresolved = [...plan.record].flatMap(([path, { status }]) =>
    status === 'pending' ? [path] : [],
  );
  const { execute } = PACKAGE_MANAGERS[choices.packageManager];
  report.repeat = `${execute} ${shellCommand(['create-mongo-session-app', 'regenerate', given, '--yes'])}`;
  report.nextSteps = nextStepsAgain({
    unresolved,
    install: installCommand(choices.packageManager),
    isInstalled: step.status === 'done' || !needsInstall,
    oldLockFile: await oldLockFile(done),
    secretSource: choices.secretSource,
    secretFile: choices.secretFile,
    movedFrom: before.secretSource === choices.secretSource ? undefined : before.secretSource,
    hasOldSecret: app.env?.get('SESSION_SECRET') !== undefined,
    changesNothing: !plan.changes.some(({ action }) => WRITING.has(action)),
  });
  showRegenerated(report, terminal);
  for (const path of unresolved) {
    const message = `${path} has conflicts, left for you to resolve.`;
    report.problems.push({ code: 'conflict', message, file: path });
  }
  if (step.status === 'failed') report.problems.push(problemOf(step));
  if (unresolved.length > 0) return EXIT.conflict;
  return step.status === 'failed' ? EXIT.unfinished : EXIT.done;
}

async function installAgain(
  { directory, decision }: Regenerated,
  needsInstall: boolean,
  setting: Setting,
): Promise<Step> {
  if (!decision.install) return skipped('install', 'as asked');
  if (!needsInstall) return skipped('install', 'the dependencies are the same');
  return installDependencies(directory, decision.choices.packageManager, setting);
}

/** The lock file of another package manager would only mislead. */
async function oldLockFile({ directory, decision }: Regenerated): Promise<string | undefined> {
  const { before, choices } = decision;
  const { lockFile } = PACKAGE_MANAGERS[before.packageManager];
  if (before.packageManager === choices.packageManager) return undefined;
  return (await fs.pathExists(join(directory, lockFile))) ? lockFile : undefined;
}

function changesDependencies({ changes }: Plan, { before, choices }: Redecision): boolean {
  if (before.packageManager !== choices.packageManager) return true;
  const change = changes.find(({ path }) => path === 'package.json');
  return change !== undefined && WRITING.has(change.action) && dependenciesDiffer(change);
}

function dependenciesDiffer({ before, after }: Change): boolean {
  const old = before.type === 'file' ? (before.text ?? '') : '';
  return dependencies(old) !== dependencies(String(after?.content ?? ''));
}

function dependencies(text: string): string {
  try {
    const { dependencies, devDependencies, overrides } = JSON.parse(text.replace(/^\uFEFF/, ''));
    return JSON.stringify([dependencies, devDependencies, overrides]);
  } catch {
    return '';
  }
}
