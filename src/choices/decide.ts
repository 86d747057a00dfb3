import { CommandError, EXIT, type Problem } from '../errors.ts';
import type { Checked } from './checked.ts';
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
  type StepChoices,
} from './table.ts';

/** Answers as somebody gave them, before any check. What is undefined was not given. */
export type RawAnswers = Partial<Record<ChoiceName, unknown>>;

/** Where answers come from, in the order of their rank. */
export interface Sources {
  flags: RawAnswers;
  answersFile: RawAnswers;
  environment: Readonly<Record<string, string | undefined>>;
  /** What an app was created from. It takes the place of the defaults. */
  recorded?: RawAnswers;
}

/** Asks one question at the terminal; `check` says what is wrong with an answer. */
export type Ask = (
  choice: Choice,
  byDefault: string | undefined,
  check: (value: unknown) => Promise<Checked<unknown>>,
) => Promise<unknown>;

export interface Decision {
  /** As given: relative to the working directory, or absolute. */
  directory: string;
  choices: Choices;
  secrets: Secrets;
  steps: StepChoices;
  /** The environment variables that an answer was taken from. */
  fromEnvironment: string[];
}

/**
 * Settles every choice of a new app: flag, answers file, environment, then a question where there is somebody to
 * ask, then the default.
 *
 * @throws CommandError (exit 2) that lists everything missing or wrong at once
 */
export async function decide(sources: Sources, caller: Caller, ask?: Ask): Promise<Decision> {
  const { answers, fromEnvironment } = await answerRows(choicesOf('create'), sources, caller, ask);
  return {
    directory: answers.directory as string,
    choices: answersOf('recorded', answers) as Choices,
    secrets: answersOf('secret', answers) as Secrets,
    steps: answersOf('step', answers) as StepChoices,
    fromEnvironment,
  };
}

/**
 * Finds an answer for each of the rows, in their order.
 *
 * @throws CommandError (exit 2) that lists everything missing or wrong at once
 */
export async function answerRows(
  rows: readonly Choice[],
  sources: Sources,
  caller: Caller,
  ask?: Ask,
): Promise<{ answers: Partial<Answers>; fromEnvironment: string[] }> {
  const given = rows.flatMap((choice) => givenAnswer(choice, sources) ?? []);
  const problems = contradictions(given);
  const answers: Partial<Answers> = {};
  const fromEnvironment: string[] = [];
  const faulty = new Set<ChoiceName>();

  for (const { choice, raw, from } of [...given, ...implied(given)]) {
    const checked = await check(choice, raw);
    if ('reason' in checked) {
      problems.push(illegal(choice, checked.reason, from));
      faulty.add(choice.name);
    } else Object.assign(answers, { [choice.name]: checked.value });
  }
  // With a wrong answer given there is no use in asking for the others: list what is missing as well.
  const asking = problems.length === 0 ? ask : undefined;

  for (const choice of rows) {
    if (answers[choice.name] !== undefined || faulty.has(choice.name)) continue;
    const wanted = choice.isAsked?.(answers) ?? false;
    const inherited = choice.environment && sources.environment[choice.environment];
    if (inherited && choice.environment && wanted) {
      const checked = await check(choice, inherited);
      fromEnvironment.push(choice.environment);
      if ('reason' in checked) problems.push(illegal(choice, checked.reason, choice.environment));
      else Object.assign(answers, { [choice.name]: checked.value });
      continue;
    }
    const recorded = sources.recorded?.[choice.name];
    const known = recorded === undefined ? undefined : await check(choice, recorded);
    if (known && 'reason' in known) {
      problems.push(illegal(choice, known.reason, 'recorded'));
      continue;
    }
    const byDefault = known ? known.value : choice.defaultOf(answers, caller);
    if (byDefault === undefined && !wanted) continue;
    const raw =
      asking && wanted
        ? await asking(choice, byDefault?.toString() ?? choice.offered, (value) =>
            check(choice, value),
          )
        : byDefault;
    if (raw === undefined) problems.push(missing(choice));
    else Object.assign(answers, { [choice.name]: legalValue(await check(choice, raw)) });
  }
  for (const { choice, from } of given) {
    const reason = choice.misfit?.(answers);
    if (reason !== undefined) problems.push(illegal(choice, reason, from));
  }

  if (problems.length > 0) throw new CommandError(EXIT.usage, ...inTableOrder(problems));
  return { answers, fromEnvironment };
}

/** Checks one raw answer, from wherever it came. */
export async function check(choice: Choice, raw: unknown): Promise<Checked<unknown>> {
  if (choice.type === 'switch') {
    return typeof raw === 'boolean' ? { value: raw } : { reason: 'it is true or false' };
  }
  if (typeof raw !== 'string') return { reason: 'it is a text' };
  if (!choice.values) return choice.check ? choice.check(raw) : { value: raw };
  const value = choice.aliases?.[raw] ?? raw;
  if (choice.values.includes(value)) return { value };
  return { reason: `it is one of ${choice.values.join(', ')}, not "${raw}"` };
}

function legalValue(checked: Checked<unknown>): unknown {
  if ('reason' in checked)
    throw new Error(`a default or an answer at the terminal is illegal: ${checked.reason}`);
  return checked.value;
}

/** One answer as it was given. */
interface GivenAnswer {
  choice: Choice;
  raw: unknown;
  from: 'flag' | 'answers file';
}

function givenAnswer(choice: Choice, sources: Sources): GivenAnswer | undefined {
  const { flags, answersFile } = sources;
  const { name } = choice;
  if (flags[name] !== undefined) return { choice, raw: flags[name], from: 'flag' };
  if (answersFile[name] === undefined) return undefined;
  return { choice, raw: answersFile[name], from: 'answers file' };
}

/** What follows from the given answers for choices that were not given: a secret file means the source `file`. */
function implied(given: readonly GivenAnswer[]): GivenAnswer[] {
  return given.flatMap(({ choice: { implies = {} }, from }) =>
    Object.entries(implies).flatMap(([name, raw]) => {
      const choice = CHOICES.find((row) => row.name === name) as Choice | undefined;
      const isGiven = given.some((other) => other.choice.name === name);
      return choice && !isGiven ? [{ choice, raw, from }] : [];
    }),
  );
}

/** Two answers of which one means something else for a choice than the other says, or means. */
function contradictions(given: readonly GivenAnswer[]): Problem[] {
  const meant = given.flatMap(({ choice, from }) =>
    Object.entries(choice.implies ?? {}).map(([name, value]) => ({ choice, from, name, value })),
  );
  const [first] = meant;
  const rival = meant.find(({ name, value }) => name === first?.name && value !== first?.value);
  if (first && rival) {
    const [one, other] = [first, rival].map(({ choice, from }) => placeOf(choice, from));
    const message = `The secret cannot come from two places: give one of ${one} and ${other}.`;
    return [{ code: 'contradiction', flag: flagName(first.choice), message }];
  }
  return meant.flatMap(({ choice, from, name, value }) => {
    const said = given.find((other) => other.choice.name === name);
    if (!said || said.raw === value) return [];
    const message = `${placeOf(choice, from)} goes with ${flagName(said.choice)} ${value}, not ${said.raw}.`;
    return [{ code: 'contradiction', flag: flagName(choice), message } as const];
  });
}

function illegal(choice: Choice, reason: string, from: string): Problem {
  const message = `${placeOf(choice, from)}: ${reason}.`;
  return { code: 'illegal-value', flag: flagName(choice), message };
}

/** How an answer is named by where it came from. */
function placeOf(choice: Choice, from: string): string {
  const flag = flagName(choice);
  return from === 'flag' ? flag : `${choice.role === 'place' ? flag : choice.name} (${from})`;
}

function missing(choice: Choice): Problem {
  const flag = flagName(choice);
  const orElse = choice.environment ? ` or ${choice.environment}` : '';
  return {
    code: 'missing-choice',
    flag,
    message: `Missing: ${choice.about}. Give ${flag}${orElse}.`,
  };
}

function inTableOrder(problems: Problem[]): Problem[] {
  const rank = ({ flag }: Problem) => CHOICES.findIndex((choice) => flagName(choice) === flag);
  return problems.toSorted((a, b) => rank(a) - rank(b));
}
