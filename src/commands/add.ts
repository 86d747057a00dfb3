import { EXIT } from '../errors.ts';
import { planAdd } from '../plan/plan-add.ts';
import { findPlace } from '../project/place.ts';
import { hasRecordedState } from '../project/recorded.ts';
import { added, confirmed, nothingToAdd, repeatForAddition } from '../steps/added.ts';
import { answerForAddition } from '../steps/answer-for-addition.ts';
import type { AnswerOptions } from '../steps/answers.ts';
import { carryOut, clearLeftOver, previewed } from '../steps/carry-out.ts';
import { finishAddition } from '../steps/finish-addition.ts';
import { knowBeforeAsking } from '../steps/know-before-asking.ts';
import { lookAtApp } from '../steps/look-at-app.ts';
import { additionOf, renderNewFiles, withSnapshot } from '../steps/render-addition.ts';
import type { Mode, Outcome, Run } from '../steps/run.ts';
import { placeVariables } from '../steps/variables.ts';

export interface AddOptions extends AnswerOptions {
  directory: string;
  mode: Mode;
  /** The file that starts the app, when its owner names it. */
  entry: string | undefined;
  /** Puts MongoDB in the place of another store. */
  replaceStore: boolean;
  /** Edits files whose last changes are in no commit. */
  force: boolean;
}

/** Gives MongoDB-backed sessions to an Express app that somebody else wrote. */
export async function add(options: AddOptions, run: Run): Promise<Outcome> {
  const { templates, workingDirectory } = run.surroundings;
  const place = findPlace(options.directory, workingDirectory);
  run.know({ place });
  await clearLeftOver(place, options.mode, run);
  if (hasRecordedState(place.real)) {
    return nothingToAdd('create-mongo-session-app has been here already.', run);
  }
  const look = lookAtApp(place, { entry: options.entry, replacesStores: options.replaceStore });
  if ('kind' in look) return nothingToAdd(look.reason, run);
  const { edited } = look;
  for (const warning of edited.warnings) run.terminal.warn(warning);

  const known = await knowBeforeAsking(place, look);
  const answers = await answerForAddition(known, options, run);
  const addition = additionOf(look, known, answers);
  const choices = { template: 'add', ...addition, ...answers.choices };
  run.know({ choices });
  const rendered = await renderNewFiles(templates, addition);
  const variables = await placeVariables(place, look, answers, run);
  const plan = planAdd(withSnapshot(place, { ...rendered, ...variables, source: edited }));
  run.know({ plan });
  const repeat = repeatForAddition(place, options, answers, known.standing);
  if (options.mode !== 'write') return previewed(plan, place, options.mode, repeat, run);
  if (!(await confirmed(plan, edited, options, run))) return { exitCode: EXIT.refused, facts: {} };

  const guarded = options.force ? undefined : new Map();
  await carryOut(
    plan,
    { place, origin: { choices }, stateFile: { type: 'absent' }, guarded, isListed: true },
    run,
  );
  const steps = await finishAddition(place, answers, addition, run);
  return added({ place, plan, edited, variables, answers, steps, repeat }, run);
}
