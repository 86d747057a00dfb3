import { CommandError, EXIT, type Problem } from '../errors.ts';
import type { Checked } from './checked.ts';
import { type Ask, type Given, type Sources, settle } from './decide.ts';
import {
  type Answers,
  CHOICES,
  type Choice,
  type ChoiceName,
  type Choices,
  flagName,
  type Secrets,
  type Surroundings,
} from './table.ts';

export interface Redecision {
  /** What the app was rendered from last. */
  before: Choices;
  choices: Choices;
  /** Only those that were given in this run. */
  secrets: Partial<Secrets>;
  install: boolean;
}

export interface Again extends Pick<Sources, 'flags' | 'answersFile'> {
  recorded: Given;
  /** Whether what an app keeps is known for sure, and not only recognised by its files. */
  isCertain: boolean;
  /** Whether its `.env` holds a session secret. */
  hasSecret: boolean;
}

/** What an app keeps for as long as it lives: another one of these is another app. */
const KEPT = ['template', 'language', 'name'] as const;

const NOT_AGAIN: readonly ChoiceName[] = ['directory', 'git', 'checkDatabase'];

/** The rows of the table that an app can be regenerated with. */
export const CHOICES_AGAIN: readonly Choice[] = CHOICES.filter(
  ({ name }) => !NOT_AGAIN.includes(name),
).map((choice) => (choice.name === 'install' ? choice : { ...choice, byDefault: 'as before' }));

/**
 * Settles every choice of an app that exists: flag, answers file, then a question with the recorded choice as its
 * default where there is somebody to ask, then what is recorded. Never from the environment: a CI job's own
 * MONGODB_URI would count as a change.
 *
 * @throws CommandError (exit 2) that lists everything missing or wrong at once
 */
export async function decideAgain(
  again: Again,
  surroundings: Surroundings,
  ask?: Ask,
): Promise<Redecision> {
  const { flags, answersFile, recorded, isCertain, hasSecret } = again;
  const nothing = { flags: {}, answersFile: {}, environment: {}, recorded };
  const before = await settle(rowsFor(true), nothing, surroundings);
  const sources = { flags, answersFile, environment: {}, recorded };
  const isKept = hasSecret || before.answers.secretSource === 'supply';
  const { answers } = await settle(rowsFor(isKept), sources, surroundings, ask);
  if (isCertain) refuseAnother(before.answers, answers);
  const { choices, mongoUri, sessionSecret, install } = split(answers);
  return {
    before: split(before.answers).choices,
    choices,
    secrets: { ...(mongoUri && { mongoUri }), ...(sessionSecret && { sessionSecret }) },
    install,
  };
}

/** The URI and the secret stand in `.env`, and stay unless others are given. */
function rowsFor(keepsSecret: boolean): Choice[] {
  return CHOICES_AGAIN.map((choice) => {
    if (KEPT.some((name) => name === choice.name)) return { ...choice, isAsked: () => false };
    if (choice.name === 'sessionSecret' && keepsSecret) return { ...choice, isAsked: () => false };
    if (choice.name !== 'mongoUri') return choice;
    const check = async (uri: string): Promise<Checked<never>> =>
      uri === '' ? { value: undefined as never } : ((await choice.check?.(uri)) as Checked<never>);
    const question = `${choice.question} (empty: where it is now)`;
    return { ...choice, question, defaultOf: () => '', check };
  });
}

function refuseAnother(before: Partial<Answers>, answers: Partial<Answers>) {
  const problems = KEPT.filter((name) => answers[name] !== before[name]).map((name): Problem => {
    const choice = CHOICES.find((row) => row.name === name);
    const flag = choice ? flagName(choice) : name;
    const message = `${flag}: this app keeps its ${name}, "${before[name]}". For another one, create another app.`;
    return { code: 'illegal-value', flag, message };
  });
  if (problems.length > 0) throw new CommandError(EXIT.usage, ...problems);
}

function split(answers: Partial<Answers>) {
  const { mongoUri, sessionSecret, install, ...choices } = answers as Answers;
  return { mongoUri, sessionSecret, install, choices: choices as Choices };
}
