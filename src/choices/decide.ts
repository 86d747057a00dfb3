import { CommandError, EXIT, type Problem } from '../errors.ts';
import type { Checked } from './checked.ts';
import {
  type Answers,
  CHOICES,
  type Choice,
  type ChoiceName,
  type Choices,
  flagName,
  type Secrets,
  type StepChoices,
  type Surroundings,
} from './table.ts';

export type Given = Partial<Record<ChoiceName, unknown>>;

/** Answers as they were given, before any check, in the order of their rank. */
export interface Sources {
  flags: Given;
  answersFile: Given;
  environment: Readonly<Record<string, string | undefined>>;
  /** What an app was created from. It takes the place of the defaults. */
  recorded?: Given;
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
 * Settles every choice: flag, answers file, environment, then a question where there is somebody to ask, then
 * the default.
 *
 * @throws CommandError (exit 2) that lists everything missing or wrong at once
 */
export async function decide(
  sources: Sources,
  surroundings: Surroundings,
  ask?: Ask,
): Promise<Decision> {
  const { answers, fromEnvironment } = await settle(CHOICES, sources, surroundings, ask);
  return { ...split(answers as Answers), fromEnvironment };
}

/**
 * Settles the choices of some rows, as `decide` does those of all.
 *
 * @throws CommandError (exit 2) that lists everything missing or wrong at once
 */
export async function settle(
  rows: readonly Choice[],
  sources: Sources,
  surroundings: Surroundings,
  ask?: Ask,
): Promise<{ answers: Partial<Answers>; fromEnvironment: string[] }> {
  const problems = contradictions(sources);
  const answers: Partial<Answers> = {};
  const fromEnvironment: string[] = [];
  const given = withImplied(sources);
  const faulty = new Set<ChoiceName>();

  for (const choice of rows) {
    const raw = given.find(({ values }) => values[choice.name] !== undefined);
    if (!raw) continue;
    const checked = await check(choice, raw.values[choice.name]);
    if ('reason' in checked) {
      problems.push(illegal(choice, checked.reason, raw.from));
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
    const byDefault = known ? known.value : choice.defaultOf(answers, surroundings);
    if (byDefault === undefined && !wanted) continue;
    const raw =
      asking && wanted
        ? await asking(choice, byDefault?.toString(), (value) => check(choice, value))
        : byDefault;
    if (raw === undefined) problems.push(missing(choice));
    else Object.assign(answers, { [choice.name]: legalValue(await check(choice, raw)) });
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

interface Source {
  from: string;
  values: Given;
}

/** A secret file means the source `file`, a secret the source `supply`. */
function withImplied({ flags, answersFile }: Sources): Source[] {
  const sources = [
    { from: 'flag', values: flags },
    { from: 'answers file', values: answersFile },
  ];
  const implied: Given = {};
  if (sources.some(({ values }) => values.secretFile !== undefined)) implied.secretSource = 'file';
  if (sources.some(({ values }) => values.sessionSecret !== undefined))
    implied.secretSource = 'supply';
  return [...sources, { from: 'flag', values: implied }];
}

function contradictions({ flags, answersFile }: Sources): Problem[] {
  const given = { ...answersFile, ...flags };
  const { secretSource: source, secretFile, sessionSecret } = given;
  const problems: Problem[] = [];
  const contradict = (flag: string, message: string) =>
    problems.push({ code: 'contradiction', flag, message });
  if (secretFile !== undefined && sessionSecret !== undefined) {
    contradict(
      '--secret-file',
      'The secret cannot be both in a file and supplied: give one of --secret-file and --secret-stdin.',
    );
  } else if (secretFile !== undefined && source !== undefined && source !== 'file') {
    contradict('--secret-file', `--secret-file goes with --secret-source file, not ${source}.`);
  } else if (sessionSecret !== undefined && source !== undefined && source !== 'supply') {
    contradict(
      '--secret-stdin',
      `A supplied secret goes with --secret-source supply, not ${source}.`,
    );
  }
  return problems;
}

function illegal(choice: Choice, reason: string, from: string): Problem {
  const flag = flagName(choice);
  const place =
    from === 'flag' ? flag : `${choice.name === 'directory' ? flag : choice.name} (${from})`;
  return { code: 'illegal-value', flag, message: `${place}: ${reason}.` };
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

function split(answers: Answers): Omit<Decision, 'fromEnvironment'> {
  const { directory, mongoUri, sessionSecret, install, git, checkDatabase, ...choices } = answers;
  const secrets = sessionSecret ? { mongoUri, sessionSecret } : { mongoUri };
  return { directory, choices, secrets, steps: { install, git, checkDatabase } };
}
