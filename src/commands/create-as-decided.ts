import type { Decision } from '../choices/decide.ts';
import { refuse } from '../errors.ts';
import { planCreate } from '../plan/plan-create.ts';
import { findNewPlace, type Place } from '../project/place.ts';
import { hasRecordedState } from '../project/recorded.ts';
import { takeSnapshot } from '../project/snapshot.ts';
import { carryOut, clearLeftOver, previewed } from '../steps/carry-out.ts';
import { created, repeatOf } from '../steps/endings.ts';
import { warnAboutReaders } from '../steps/env-readers.ts';
import { finish } from '../steps/finish.ts';
import { settleOccupied } from '../steps/occupied.ts';
import { renderApp } from '../steps/render-app.ts';
import type { Outcome, Run } from '../steps/run.ts';
import { seeStanding } from '../steps/standing.ts';
import { shellCommand } from '../terminal/shell.ts';
import type { CreateOptions } from './create.ts';

/** Creates the app that was decided on. */
export async function createAsDecided(
  decision: Decision,
  options: CreateOptions,
  run: Run,
): Promise<Outcome> {
  const { workingDirectory, templates } = run.surroundings;
  const { choices, secrets } = decision;
  run.know({ choices });
  const place = findNewPlace(decision.directory, workingDirectory);
  run.know({ place });
  await clearLeftOver(place, options.mode, run);
  refuseExistingApp(place);

  const standing = await seeStanding(place, choices, { isNew: true }, run);
  const { tree } = await renderApp(templates, choices, secrets, standing);
  const snapshot = takeSnapshot(place.real, tree.keys());
  const offer = { tree, snapshot };
  const plan = await settleOccupied(
    planCreate(tree, snapshot, options.overwrite),
    offer,
    options,
    run,
  );
  run.know({ plan });
  warnAboutReaders(plan, run);
  if (options.mode !== 'write') {
    return previewed(plan, place, options.mode, repeatOf(decision, run).command, run);
  }
  const origin = { choices };
  await carryOut(plan, { place, origin, stateFile: { type: 'absent' }, isListed: false }, run);
  return created(place, plan, decision, await finish(place, tree, decision, run), run);
}

function refuseExistingApp({ given, real }: Place) {
  if (!hasRecordedState(real)) return;
  const message = `create-mongo-session-app has created an app in ${given} already. Bring it up to date with: create-mongo-session-app regenerate ${shellCommand([given])}`;
  throw refuse('already-created', message);
}
