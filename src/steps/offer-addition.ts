import type { Addition } from '../app-template/render-add.ts';
import { checkCollectionName } from '../choices/collection-name.ts';
import { type Choices, LANGUAGES } from '../choices/table.ts';
import { EnvFile } from '../env-file.ts';
import { CommandError, EXIT, refuse } from '../errors.ts';
import type { Regeneration } from '../plan/plan-regenerate.ts';
import { type App, refuseChangedMeanwhile } from '../project/app.ts';
import { STATE_FILE } from '../project/layout.ts';
import { unsafePath } from '../project/paths.ts';
import type { AnswerOptions } from './answers.ts';
import { findFiles } from './find-files.ts';
import { basesOf, type OfferOptions } from './render.ts';
import { renderNewFiles } from './render-addition.ts';
import type { Run } from './run.ts';

/** Whether sessions were added to an app of somebody else's: only the new files are ours then. */
export function isAddition({ recorded }: App): boolean {
  return recorded?.choices.template === 'add';
}

/**
 * What the files of an addition would be rendered as now, beside what they were rendered as and what they are.
 *
 * @throws CommandError (exit 2) for an answer that belongs to the owner's own files
 */
export async function offerAddition(
  app: App,
  options: OfferOptions & AnswerOptions,
  run: Pick<Run, 'surroundings' | 'terminal' | 'signal'>,
): Promise<{ offer: Regeneration; choices: Choices }> {
  const { templates, version } = run.surroundings;
  const recorded = app.recorded?.choices ?? {};
  const choices = { ...recorded, collection: collectionOf(recorded, options) };
  const { tree } = await renderNewFiles(templates, additionOf(choices));
  const bases = basesOf(app.place.real, app.recorded, EnvFile.parse(''));
  const found = await findFiles({ place: app.place, tree, bases }, options, run);
  await refuseChangedMeanwhile(app);
  const offer: Regeneration = {
    tree,
    bases,
    ...found,
    env: undefined,
    adopting: false,
    newKeys: new Set(),
    resolutionOf: () => options.conflict ?? 'abort',
    labels: { base: 'as rendered before', theirs: version },
  };
  return { offer, choices: choices as unknown as Choices };
}

function collectionOf(
  recorded: Readonly<Record<string, unknown>>,
  { flags, answersFile }: AnswerOptions,
): unknown {
  const { collection, install: _, ...others } = flags;
  const [other] = Object.entries(others).filter(([, value]) => value !== undefined);
  if (other || answersFile !== undefined) {
    const flag = other
      ? `--${other[0].replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
      : '--answers';
    const message = `${flag}: of an app of your own, only the files that were added are brought up to date. Change the rest there.`;
    throw new CommandError(EXIT.usage, { code: 'illegal-value', flag, message });
  }
  return collection ?? recorded.collection;
}

/** What is recorded is input like any other. */
function additionOf(recorded: Readonly<Record<string, unknown>>): Addition {
  const { folder, language, ending, how, driver, collection, loadsEnvironment } = recorded;
  const texts = ['name', 'cookiePrefix', 'database', 'uriKey'].map((name) => recorded[name]);
  const isLegal =
    typeof folder === 'string' &&
    unsafePath(folder) === undefined &&
    LANGUAGES.some((one) => one === language) &&
    ['', '.js', '.ts'].includes(String(ending)) &&
    (how === 'middleware' || how === 'store') &&
    /^[\w@/-]+$/.test(String(driver)) &&
    typeof loadsEnvironment === 'boolean' &&
    texts.every((text) => typeof text === 'string');
  if (!isLegal)
    throw refuse(
      'unsafe-path',
      `what ${STATE_FILE} records cannot be used. Restore that file from git.`,
      STATE_FILE,
    );
  const checked = checkCollectionName(String(collection));
  if ('reason' in checked) {
    const message = `--collection: ${checked.reason}.`;
    throw new CommandError(EXIT.usage, { code: 'illegal-value', flag: '--collection', message });
  }
  return recorded as unknown as Addition;
}
