import { resolve } from 'node:path';
import fs from 'fs-extra';
import { defaultMongoUri } from '../choices/app-name.ts';
import { decideAgain, type Redecision } from '../choices/decide-again.ts';
import { isInDotEnv } from '../choices/secret-source.ts';
import type { Choices, Secrets } from '../choices/table.ts';
import type { EnvFile } from '../env-file.ts';
import { CommandError, EXIT, type ExitCode, type Problem } from '../errors.ts';
import { normalize } from '../plan/merge-text.ts';
import { type Action, type Change, type Plan, type Resolution, WRITING } from '../plan/plan.ts';
import { planRegenerate, type Regeneration } from '../plan/plan-regenerate.ts';
import { refuseForeignState } from '../project/recorded.ts';
import { takeSnapshot } from '../project/snapshot.ts';
import { showPlan } from '../terminal/preview.ts';
import {
  type AnswerOptions,
  newSessionSecret,
  prepareToAsk,
  readGiven,
  warnAboutUri,
} from './answers.ts';
import { finishAgain } from './finish-again.ts';
import { clearLeftOver } from './left-over.ts';
import {
  type App,
  readApp,
  readBases,
  refuseChangedMeanwhile,
  refuseStandingConflicts,
} from './recorded-app.ts';
import { renderApp } from './render-app.ts';
import { type Setting, surroundingsOf } from './setting.ts';

export interface RegenerateOptions extends AnswerOptions {
  directory: string;
  /** Shows the plan and stops before writing. */
  dryRun: boolean;
  /** The same with the contents. */
  diff: boolean;
  /** The same, and tells by the exit code whether there is something to do. */
  check: boolean;
  /** Undefined: each conflict is asked about where there is somebody to ask, and ends the command elsewhere. */
  conflict: Resolution | undefined;
  /** Deleted files that come back. */
  restore: readonly string[];
  /** Writes to files whose last edits are in no commit. */
  force: boolean;
}

/** Brings an app up to this version's templates and to changed answers, with every edit its owner made. */
export async function regenerate(options: RegenerateOptions, setting: Setting): Promise<ExitCode> {
  const directory = await findApp(options.directory, setting);
  const preview = options.dryRun || options.diff || options.check;
  refuseForeignState(directory);
  await clearLeftOver(directory, preview);
  const app = readApp(directory, setting);
  refuseStandingConflicts(app);
  const decision = await decideChoices(app, options, setting);

  const regeneration = await render(app, decision, options, setting);
  await refuseChangedMeanwhile(app);
  const plan = await planWithConflicts(regeneration, options, preview, setting);
  refuseOccupied(directory, plan);
  if (preview) return showPreview(plan, options, setting);
  if (!options.force) await refuseUncommitted(plan, regeneration, setting);

  showPlan(setting.report, setting.terminal, { askedFor: false });
  const { apply } = await import('../apply/apply.ts');
  const origin = { version: setting.version, choices: { ...decision.choices } };
  await apply({ directory, plan, origin, state: app.state.entry, signal: setting.signal });
  return finishAgain({ given: options.directory, directory, app, decision, plan }, setting);
}

async function findApp(given: string, { workingDirectory, report }: Setting): Promise<string> {
  const absolute = resolve(workingDirectory, given);
  report.directory = absolute;
  const status = await fs.stat(absolute).catch(() => undefined);
  if (status?.isDirectory()) return fs.realpath(absolute);
  const message = `Nothing was written: there is no directory ${absolute}. Give the directory of an app.`;
  throw new CommandError(EXIT.refused, { code: 'not-created-here', message, file: absolute });
}

/** At a terminal, and when no answer is given, every recorded choice is offered. Not to install is no answer. */
async function decideChoices(
  app: App,
  options: RegenerateOptions,
  setting: Setting,
): Promise<Redecision> {
  const { signal, report } = setting;
  const sources = await readGiven(options, setting);
  const isGiven = [sources.flags, sources.answersFile].some((given) =>
    Object.entries(given).some(([name, value]) => name !== 'install' && value !== undefined),
  );
  const preview = options.dryRun || options.diff || options.check;
  const asks = options.interactive && !isGiven && !preview && options.restore.length === 0;
  const ask = asks ? await prepareToAsk(signal) : undefined;
  const isCertain = app.recorded !== undefined;
  const hasSecret = app.env?.get('SESSION_SECRET') !== undefined;
  const again = { ...sources, recorded: app.choices, isCertain, hasSecret };
  const decision = await decideAgain(again, surroundingsOf(setting), ask);
  report.choices = { ...decision.choices };
  if (decision.secrets.mongoUri) warnAboutUri(options.given, decision.secrets.mongoUri, setting);
  return decision;
}

async function render(
  app: App,
  decision: Redecision,
  options: RegenerateOptions,
  { templates, version }: Setting,
): Promise<Regeneration> {
  const { before, choices, secrets } = decision;
  const { tree, layers } = await renderApp(templates, choices, await secretsOf(choices, secrets));
  const { renderEnv } = await import('../app-template/render.ts');
  const env = renderEnv(layers, before, await secretsOf(before, {}));
  const bases = readBases(app, env);
  const paths = new Set([...tree.keys(), ...bases.keys()]);
  const snapshot = takeSnapshot(app.directory, paths);
  const restored = new Set(options.restore.map((path) => path.replace(/^\.\//, '')));
  for (const path of restored) {
    if (!tree.has(path)) throw unrestorable(path, 'this app has no such file');
    if (snapshot.get(path)?.type !== 'absent')
      throw unrestorable(path, 'it is there; delete or rename it first');
  }
  return {
    tree,
    bases,
    snapshot,
    env: app.env,
    adopting: app.recorded === undefined,
    restored,
    given: keysGiven(app.env, decision),
    resolutionOf: () => options.conflict ?? 'abort',
    labels: { base: 'as rendered before', theirs: version },
  };
}

/** What `.env` is rendered with. What is not given is new, and never takes the place of what stands there. */
async function secretsOf(
  choices: Choices,
  { mongoUri, sessionSecret }: Partial<Secrets>,
): Promise<Secrets> {
  const { readMongoUri } = await import('../choices/mongo-uri.ts');
  const uri = mongoUri ?? readMongoUri(defaultMongoUri(choices.name));
  if (!isInDotEnv(choices.secretSource)) return { mongoUri: uri };
  return { mongoUri: uri, sessionSecret: sessionSecret ?? newSessionSecret() };
}

/** The keys of `.env` that take what this run brings: what was given, and a secret where there was none. */
function keysGiven(
  env: EnvFile | undefined,
  { before, choices, secrets }: Redecision,
): Set<string> {
  const isMoved = isInDotEnv(choices.secretSource) && !isInDotEnv(before.secretSource);
  const lacksSecret = isMoved && env?.get('SESSION_SECRET') === undefined;
  return new Set([
    ...(secrets.mongoUri ? ['MONGODB_URI'] : []),
    ...(secrets.sessionSecret || lacksSecret ? ['SESSION_SECRET'] : []),
  ]);
}

/** Plans, and where there is somebody to ask, asks about each conflict and plans again. */
async function planWithConflicts(
  regeneration: Regeneration,
  options: RegenerateOptions,
  preview: boolean,
  setting: Setting,
): Promise<Plan> {
  const { report, signal, terminal } = setting;
  let plan = planRegenerate(regeneration);
  const found = conflicts(plan);
  if (found.length > 0 && options.interactive && !preview && options.conflict === undefined) {
    // Nobody answers questions to be refused afterwards.
    if (!options.force) await refuseUncommitted(plan, regeneration, setting);
    const { askAboutConflicts } = await import('./conflicts.ts');
    const resolutions = await askAboutConflicts(found, terminal, signal);
    const resolutionOf = (path: string) => resolutions.get(path) ?? 'abort';
    plan = planRegenerate({ ...regeneration, resolutionOf });
  }
  report.plan = plan;
  if (options.diff) report.diffs = (await import('../terminal/diff.ts')).diffsOf(plan);
  if (options.check || conflicts(plan).length === 0) return plan;
  const hint =
    'Nothing was written. Decide with --conflict inline, ours or theirs, or at a terminal.';
  const problems = conflicts(plan).map(({ path, reason }) => conflictProblem(path, reason));
  if (preview) showPlan(report, terminal);
  throw new CommandError(EXIT.conflict, ...problems, { code: 'conflict', message: hint });
}

function conflicts({ changes }: Plan): Change[] {
  return changes.filter(({ action }) => action === 'conflict');
}

function conflictProblem(path: string, reason: string): Problem {
  return { code: 'conflict', message: `${path}: ${reason}.`, file: path };
}

/** What is offered beside a file must not take the place of another. */
function refuseOccupied(directory: string, plan: Plan) {
  const beside = plan.changes.filter(
    ({ path, action }) => action === 'create' && path.endsWith('.new'),
  );
  const snapshot = takeSnapshot(
    directory,
    beside.map(({ path }) => path),
  );
  const occupied = beside.filter(({ path }) => snapshot.get(path)?.type !== 'absent');
  const problems = occupied.map(
    ({ path }): Problem => ({
      code: 'occupied',
      message: `Nothing was written: ${path} is in the way of what is offered for the file beside it. Move it.`,
      file: path,
    }),
  );
  if (problems.length > 0) throw new CommandError(EXIT.refused, ...problems);
}

function showPreview(
  plan: Plan,
  { check }: RegenerateOptions,
  { report, terminal }: Setting,
): ExitCode {
  showPlan(report, terminal);
  const drifts = plan.changes.some(({ action }) => isDrift(action));
  return check && drifts ? EXIT.found : EXIT.done;
}

/** An edit that is in no commit exists nowhere else: what it is merged into may not be what its owner wants. */
async function refuseUncommitted(plan: Plan, { bases }: Regeneration, { report, signal }: Setting) {
  const edited = plan.changes.filter(({ path, action, before }) => {
    if (!isDrift(action) || before.type !== 'file' || path === '.env') return false;
    return before.text === undefined || normalize(before.text) !== bases.get(path)?.content;
  });
  const { uncommitted } = await import('../toolchain/git.ts');
  const candidates = edited.map(({ path }) => path);
  const paths = await uncommitted(report.directory ?? '', candidates, signal);
  if (paths.length === 0) return;
  const message = `Nothing was written: your changes to ${paths.join(', ')} are in no commit. Commit them, or give --force.`;
  throw new CommandError(EXIT.refused, { code: 'uncommitted', message });
}

/** Whether `regenerate` would do something, or ask. */
function isDrift(action: Action): boolean {
  return WRITING.has(action) || action === 'conflict';
}

function unrestorable(path: string, reason: string): CommandError {
  const message = `--restore ${path}: ${reason}.`;
  return new CommandError(EXIT.usage, {
    code: 'illegal-value',
    flag: '--restore',
    message,
    file: path,
  });
}
