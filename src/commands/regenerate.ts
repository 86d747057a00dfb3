import type { Resolution } from '../plan/plan.ts';
import { planRegenerate } from '../plan/plan-regenerate.ts';
import { type App, readApp } from '../project/app.ts';
import { findPlace } from '../project/place.ts';
import { type AnswerOptions, answerForApp } from '../steps/answers.ts';
import { carryOut, clearLeftOver, previewed } from '../steps/carry-out.ts';
import { refuseStandingConflicts, settleConflicts } from '../steps/conflicts.ts';
import { regenerated, repeatForApp } from '../steps/endings.ts';
import { warnAboutReaders } from '../steps/env-readers.ts';
import { installIfNeeded } from '../steps/install.ts';
import { warnAboutLeftOut } from '../steps/left-out.ts';
import { isAddition, offerAddition } from '../steps/offer-addition.ts';
import { keptRotation, renderFor } from '../steps/render.ts';
import type { Mode, Outcome, Run } from '../steps/run.ts';

export interface RegenerateOptions extends AnswerOptions {
  directory: string;
  mode: Mode;
  /** Undefined: each conflict is asked about where there is somebody to ask, and ends the command elsewhere. */
  conflict: Resolution | undefined;
  /** Deleted files that come back. */
  restore: readonly string[];
  /** Where files went, as `<old>=<new>`; nowhere is `<old>=`. */
  moved: readonly string[];
  /** Writes to files whose last edits are in no commit. */
  force: boolean;
}

/** Brings an app up to this version's templates and to changed answers, with every edit its owner made. */
export async function regenerate(options: RegenerateOptions, run: Run): Promise<Outcome> {
  const { version, workingDirectory } = run.surroundings;
  const place = findPlace(options.directory, workingDirectory);
  run.know({ place });
  await clearLeftOver(place, options.mode, run);
  const app = readApp(place, version);
  refuseStandingConflicts(app);
  if (isAddition(app)) return regenerateAddition(app, options, run);
  const names = options.restore.length + options.moved.length > 0;
  const asks = options.mode === 'write' && !names;
  const decision = await answerForApp(app, { ...options, asks }, run);
  const { choices } = decision;
  run.know({ choices });

  const offer = await renderFor(app, decision, options, run);
  const plan = await settleConflicts(planRegenerate(offer), app, offer, options, run);
  run.know({ plan });
  warnAboutReaders(plan, run);
  if (options.mode !== 'write') {
    return previewed(plan, place, options.mode, repeatForApp(place, decision, options), run);
  }
  const guarded = options.force ? undefined : offer.bases;
  const origin = { choices, secret: keptRotation(app, decision, offer) };
  await carryOut(plan, { place, origin, stateFile: app.stateFile, guarded, isListed: true }, run);
  await warnAboutLeftOut(place, [...offer.tree.keys()], run);
  return regenerated(app, plan, decision, await installIfNeeded(place, plan, decision, run), run);
}

/** The same for the files that were added to somebody's own app: theirs are not looked at. */
async function regenerateAddition(
  app: App,
  options: RegenerateOptions,
  run: Run,
): Promise<Outcome> {
  const { place, stateFile } = app;
  const { offer, choices } = await offerAddition(app, options, run);
  run.know({ choices });
  const plan = await settleConflicts(planRegenerate(offer), app, offer, options, run);
  run.know({ plan });
  const decision = { before: choices, choices, secrets: {}, install: false };
  if (options.mode !== 'write') {
    return previewed(plan, place, options.mode, repeatForApp(place, decision, options), run);
  }
  const guarded = options.force ? undefined : offer.bases;
  const origin = { choices, secret: app.recorded?.secret };
  await carryOut(plan, { place, origin, stateFile, guarded, isListed: true }, run);
  await warnAboutLeftOut(place, [...offer.tree.keys()], run);
  return regenerated(app, plan, decision, await installIfNeeded(place, plan, decision, run), run);
}
