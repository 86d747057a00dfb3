import { answerRows, type RawAnswers } from '../choices/decide.ts';
import type { MongoUri } from '../choices/mongo-uri.ts';
import {
  answersOf,
  type Choice,
  type ChoiceName,
  type Choices,
  choicesOf,
  type Secrets,
  type StepChoices,
} from '../choices/table.ts';
import { CommandError, EXIT } from '../errors.ts';
import {
  type Answering,
  type AnswerOptions,
  prepareToAsk,
  readSources,
  warnAboutUri,
} from './answers.ts';
import { callerOf, type Mode } from './run.ts';
import { newSessionSecret } from './session-secret.ts';

/** What is settled for an app that sessions are added to. */
export interface AdditionAnswers {
  choices: Pick<Choices, 'collection' | 'secretSource' | 'secretFile' | 'packageManager'>;
  secrets: Secrets;
  steps: Pick<StepChoices, 'install' | 'checkDatabase'>;
}

/** What the app itself says, before anybody is asked. */
export interface Known {
  name: string;
  /** Where MongoDB is when nobody says otherwise. */
  mongoUri: string;
  packageManager: string;
  /** Whether the session is ours: one of theirs has its secret. */
  needsSecret: boolean;
  /** What stands in the file that is loaded: it is the owner's, and stays. */
  standing: Standing;
}

/** The variables that have a value already. */
export interface Standing {
  /** The file, where there is one. */
  path: string | undefined;
  uriKey: string;
  uri: MongoUri | undefined;
  hasSecret: boolean;
}

const OF_SECRET: readonly ChoiceName[] = ['secretSource', 'secretFile', 'sessionSecret'];

/**
 * Settles every choice of an app that sessions are added to.
 *
 * @throws CommandError (exit 2) for an answer about what stands in the app's own file
 */
export async function answerForAddition(
  known: Known,
  options: AnswerOptions & { mode: Mode },
  run: Answering,
): Promise<AdditionAnswers> {
  const { surroundings, terminal, signal } = run;
  const { uri } = known.standing;
  const given = await readSources(options, run);
  refuseAboutStanding({ ...given.answersFile, ...given.flags }, known.standing);
  const sources = { ...given, environment: surroundings.environment };
  const ask =
    options.interactive && options.mode === 'write' ? await prepareToAsk(signal) : undefined;
  const caller = callerOf(surroundings);
  const { answers, fromEnvironment } = await answerRows(rowsFor(known), sources, caller, ask);
  for (const variable of fromEnvironment) terminal.say(`Taken from the environment: ${variable}`);
  const secrets = { ...(answersOf('secret', answers) as Secrets), ...(uri && { mongoUri: uri }) };
  if (!uri) warnAboutUri(options.flags, secrets.mongoUri, run);
  const choices = answersOf('recorded', answers) as AdditionAnswers['choices'];
  const makesSecret = asksForSecret(known) && choices.secretSource === 'generate';
  return {
    choices,
    secrets: makesSecret ? { ...secrets, sessionSecret: newSessionSecret() } : secrets,
    steps: answersOf('step', answers) as AdditionAnswers['steps'],
  };
}

function asksForSecret({ needsSecret, standing }: Known): boolean {
  return needsSecret && !standing.hasSecret;
}

function rowsFor(known: Known): Choice[] {
  const defaults: Partial<Record<ChoiceName, string>> = {
    mongoUri: known.mongoUri,
    packageManager: known.packageManager,
  };
  const rows = choicesOf('add').filter(({ name }) => name !== 'mongoUri' || !known.standing.uri);
  return rows.map((row): Choice => {
    const byDefault = defaults[row.name];
    const isOver = OF_SECRET.includes(row.name) && !asksForSecret(known);
    const asked = isOver ? { ...row, isAsked: () => false } : row;
    return byDefault === undefined ? asked : { ...asked, defaultOf: () => byDefault };
  });
}

/** An answer that would be passed over is none. */
function refuseAboutStanding(given: RawAnswers, { path, uriKey, uri, hasSecret }: Standing) {
  const isSame = typeof given.mongoUri === 'string' && uri?.secret.reveal() === given.mongoUri;
  const secret = OF_SECRET.find((name) => given[name] !== undefined);
  const row = (name: ChoiceName) => choicesOf('add').find((one) => one.name === name);
  const found =
    uri && given.mongoUri !== undefined && !isSame
      ? { choice: row('mongoUri'), key: uriKey }
      : hasSecret && secret
        ? { choice: row(secret), key: 'SESSION_SECRET' }
        : undefined;
  if (!found) return;
  const flag = found.choice?.flag?.split(' ', 1)[0] ?? '';
  const message = `${flag}: ${path} has ${found.key} already, and what it says stays. Change it there.`;
  throw new CommandError(EXIT.usage, { code: 'illegal-value', flag, message });
}
