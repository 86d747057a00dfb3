import { COMMANDS, meantCommand } from '../command-names.ts';
import type { MongoUri } from './mongo-uri.ts';
import {
  type Answers,
  type Caller,
  CHOICES,
  type Choice,
  type Choices,
  choicesOf,
  flagName,
  type Secrets,
  type StepChoices,
} from './table.ts';

export interface Repeated {
  directory: string;
  choices: Choices;
  steps: StepChoices;
  mongoUri: MongoUri;
}

/**
 * The arguments that repeat a run without a prompt, and the environment variables that it needs besides: secrets
 * stand in no command.
 */
export function repeatArguments(
  { directory, choices, steps, mongoUri }: Repeated,
  caller: Caller,
): { words: string[]; variables: string[] } {
  const words: string[] = [literal(directory)];
  const variables: string[] = [];
  const answers: Partial<Answers> = { directory, ...choices, ...steps };

  if (mongoUri.holdsCredentials) variables.push('MONGODB_URI');
  for (const choice of CHOICES as readonly Choice[]) {
    const { name, type } = choice;
    if (choice.role === 'place' || type === 'secret') continue;
    if (name === 'secretFile' && choices.secretSource !== 'file') continue;
    if (name === 'mongoUri' && variables.length > 0) continue;
    const value = name === 'mongoUri' ? mongoUri.secret.reveal() : answers[name];
    const byDefault = choice.defaultOf(answers, caller);
    if (value === byDefault && !choice.isAlwaysRepeated) continue;
    words.push(...wordsOf(choice, value));
  }
  if (choices.secretSource === 'supply') variables.push('SESSION_SECRET');
  return { words: [...words, '--yes'], variables };
}

/**
 * The flags that change the answers of an app as this run does; undefined when one of them would show a secret, for
 * an app takes none from the environment.
 */
export function repeatArgumentsForApp(
  before: Choices,
  choices: Choices,
  { mongoUri, sessionSecret }: Partial<Secrets>,
): string[] | undefined {
  if (sessionSecret || mongoUri?.holdsCredentials) return undefined;
  const rows = choicesOf('regenerate').flatMap((choice) => {
    const name = choice.name as keyof Choices;
    const isChanged = choice.role === 'recorded' && choices[name] !== before[name];
    return isChanged ? wordsOf(choice, choices[name]) : [];
  });
  return mongoUri ? ['--mongo-uri', mongoUri.secret.reveal(), ...rows] : rows;
}

function wordsOf(choice: Choice, value: unknown): string[] {
  const flag = flagName(choice);
  if (choice.type === 'switch') return [flag.replace('[no-]', value === false ? 'no-' : '')];
  return [flag, String(value)];
}

/** A directory that could be taken for a command or a flag is written so that it cannot. */
function literal(directory: string): string {
  const isCommand = COMMANDS.some((name) => name === directory) || meantCommand(directory);
  return isCommand || directory.startsWith('-') ? `./${directory}` : directory;
}
