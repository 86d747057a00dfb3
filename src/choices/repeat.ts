import { COMMANDS, meantCommand } from '../command-names.ts';
import type { MongoUri } from './mongo-uri.ts';
import {
  type Answers,
  CHOICES,
  type Choices,
  flagName,
  type StepChoices,
  type Surroundings,
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
  surroundings: Surroundings,
): { words: string[]; variables: string[] } {
  const words: string[] = [literal(directory)];
  const variables: string[] = [];
  const answers: Partial<Answers> = { directory, ...choices, ...steps };

  if (mongoUri.holdsCredentials) variables.push('MONGODB_URI');
  for (const choice of CHOICES) {
    const { name, type } = choice;
    if (name === 'directory' || name === 'sessionSecret') continue;
    if (name === 'secretFile' && choices.secretSource !== 'file') continue;
    if (name === 'mongoUri' && variables.length > 0) continue;
    const value = name === 'mongoUri' ? mongoUri.secret.reveal() : answers[name];
    const byDefault = choice.defaultOf(answers, surroundings);
    if (value === byDefault && !ALWAYS.has(name)) continue;
    const flag = flagName(choice);
    if (type === 'switch') words.push(flag.replace('[no-]', value === false ? 'no-' : ''));
    else words.push(flag, String(value));
  }
  if (choices.secretSource === 'supply') variables.push('SESSION_SECRET');
  return { words: [...words, '--yes'], variables };
}

/** Their defaults may change with a later version, or with who runs it. */
const ALWAYS = new Set(['template', 'language', 'secretSource', 'packageManager']);

/** A directory that could be taken for a command or a flag is written so that it cannot. */
function literal(directory: string): string {
  const isCommand = COMMANDS.some((name) => name === directory) || meantCommand(directory);
  return isCommand || directory.startsWith('-') ? `./${directory}` : directory;
}
