import { CommandError, EXIT, type Problem } from '../errors.ts';
import type { Checked } from './checked.ts';
import { type Ask, answerRows, type RawAnswers, type Sources } from './decide.ts';
import {
  type Answers,
  answersOf,
  type Caller,
  CHOICES,
  type Choice,
  type ChoiceName,
  type Choices,
  choicesOf,
  flagName,
  type Secrets,
} from './table.ts';

/** What is settled for an app that exists. */
export interface AppDecision {
  /** What the app was rendered from last. */
  before: Choices;
  choices: Choices;
  /** Only those that were given in this run. */
  secrets: Partial<Secrets>;
  install: boolean;
}

export interface AppSources extends Pick<Sources, 'flags' | 'answersFile'> {
  /** As the app's record has them, or as they are recognised by its files; what is no choice is passed over. */
  recorded: Readonly<Record<string, unknown>>;
  /** Whether what an app keeps is known for sure, and not only recognised by its files. */
  isCertain: boolean;
  /** Whether its `.env` holds a session secret. */
  hasSecret: boolean;
}

/**
 * Settles every choice of an app that exists: flag, answers file, then a question with the recorded choice as its
 * default where there is somebody to ask, then what is recorded. Never from the environment: a CI job's own
 * MONGODB_URI would count as a change.
 *
 * @throws CommandError (exit 2) that lists everything missing or wrong at once; exit 4 for another answer than the one
 *   that an app without a record is recognised by
 */
export async function decideForApp(
  { flags, answersFile, recorded: record, isCertain, hasSecret }: AppSources,
  caller: Caller,
  ask?: Ask,
): Promise<AppDecision> {
  const recorded = recordedAnswers(record);
  const nothing = { flags: {}, answersFile: {}, environment: {}, recorded };
  const { answers: before } = await answerRows(rowsFor(true), nothing, caller);
  const sources = { ...nothing, flags, answersFile };
  const keepsSecret = hasSecret || before.secretSource === 'supply';
  const { answers } = await answerRows(rowsFor(keepsSecret), sources, caller, ask);
  if (isCertain) refuseAnotherApp(before, answers);
  else refuseWithoutRecord(recorded, before, answers);
  return {
    before: answersOf('recorded', before) as Choices,
    choices: answersOf('recorded', answers) as Choices,
    secrets: answersOf('secret', answers) as Partial<Secrets>,
    install: answers.install as boolean,
  };
}

function recordedAnswers(record: AppSources['recorded']): RawAnswers {
  const rows = CHOICES.filter(
    ({ role, name }) => role === 'recorded' && Object.hasOwn(record, name),
  );
  return Object.fromEntries(rows.map(({ name }) => [name, record[name]]));
}

/** The URI and the secret stand in `.env`, and stay unless others are given. */
function rowsFor(keepsSecret: boolean): Choice[] {
  return choicesOf('regenerate').map((choice) => {
    if (choice.isFixed) return { ...choice, isAsked: () => false };
    if (choice.name === 'sessionSecret' && keepsSecret) return { ...choice, isAsked: () => false };
    const { before } = choice;
    if (before !== undefined) return { ...choice, defaultOf: () => before };
    if (choice.name !== 'mongoUri') return choice;
    const check = async (uri: string): Promise<Checked<never>> =>
      uri === '' ? { value: undefined as never } : ((await choice.check?.(uri)) as Checked<never>);
    const question = `${choice.question} (empty: where it is now)`;
    return { ...choice, question, defaultOf: () => '', check };
  });
}

function refuseAnotherApp(before: Partial<Answers>, answers: Partial<Answers>) {
  const others = CHOICES.filter((row) => row.isFixed && answers[row.name] !== before[row.name]);
  const problems = others.map((row): Problem => {
    const flag = flagName(row);
    const message = `${flag}: this app keeps its ${row.name}, "${before[row.name]}". For another one, create another app.`;
    return { code: 'illegal-value', flag, message };
  });
  if (problems.length > 0) throw new CommandError(EXIT.usage, ...problems);
}

/** What `.env` says, in which another answer is put in force whatever the files hold. */
const IN_ENV: readonly ChoiceName[] = ['collection', 'secretSource', 'secretFile'];

/** What the answer changes could not be told from what the owner has changed, and would stay as it is. */
function refuseWithoutRecord(
  recognised: RawAnswers,
  before: Partial<Answers>,
  answers: Partial<Answers>,
) {
  const others = CHOICES.filter(
    ({ name, isFixed }) =>
      !isFixed && !IN_ENV.includes(name) && name in recognised && answers[name] !== before[name],
  );
  const problems = others.map((row): Problem => {
    const flag = flagName(row);
    const message = `${flag}: what it changes cannot be told from what you changed, for there is no record of this app. Run regenerate without it first, which makes one, and then with it.`;
    return { code: 'conflict', flag, message };
  });
  if (problems.length > 0) throw new CommandError(EXIT.conflict, ...problems);
}
