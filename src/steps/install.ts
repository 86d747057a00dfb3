import type { AppDecision } from '../choices/decide-for-app.ts';
import type { Problem } from '../errors.ts';
import type { PackageManagerName } from '../package-managers.ts';
import { type Change, type Plan, WRITING } from '../plan/plan.ts';
import type { Place } from '../project/place.ts';
import { install } from '../toolchain/package-manager.ts';
import { type Step, skipped } from '../toolchain/step.ts';
import type { Run } from './run.ts';

/** Installs the dependencies, and shows that it goes on. */
export function installDependencies(
  { real }: Place,
  packageManager: PackageManagerName,
  { terminal, signal }: Pick<Run, 'terminal' | 'signal'>,
): Promise<Step> {
  const label = `Installing the dependencies with ${packageManager}`;
  return terminal.progress(label, (onSilence) => install(real, packageManager, signal, onSilence));
}

/** Installs when a plan that was carried out has changed what the app depends on. */
export async function installIfNeeded(
  place: Place,
  plan: Plan,
  decision: AppDecision,
  run: Pick<Run, 'terminal' | 'signal'>,
): Promise<Step> {
  if (!decision.install) return skipped('install', 'as asked');
  if (!changesDependencies(plan, decision))
    return skipped('install', 'the dependencies are the same');
  return installDependencies(place, decision.choices.packageManager, run);
}

/** Whether what is installed is no longer what the app depends on. */
export function changesDependencies({ changes }: Plan, { before, choices }: AppDecision): boolean {
  if (before.packageManager !== choices.packageManager) return true;
  const change = changes.find(({ path }) => path === 'package.json');
  return change !== undefined && WRITING.has(change.action) && dependenciesDiffer(change);
}

/** What is left to do by hand after the steps that failed. A database that is away is no failure: the app copes with it. */
export function problemsOf(steps: readonly Step[]): Problem[] {
  const failed = steps.filter(({ name, status }) => status === 'failed' && name !== 'database');
  return failed.map(({ name, detail, remedy }) => ({
    code: name === 'git' ? 'git-failed' : 'install-failed',
    message: `The files are written, but ${detail}. Finish with: ${remedy}`,
  }));
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
