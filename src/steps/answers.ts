import fs from 'node:fs';
import { resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import {
  type Ask,
  type Decision,
  decide,
  type RawAnswers,
  type Sources,
} from '../choices/decide.ts';
import { type AppDecision, decideForApp } from '../choices/decide-for-app.ts';
import type { MongoUri } from '../choices/mongo-uri.ts';
import { CHOICES } from '../choices/table.ts';
import { CommandError, EXIT } from '../errors.ts';
import type { App } from '../project/app.ts';
import { STATE_FILE } from '../project/layout.ts';
import { callerOf, type Run } from './run.ts';

export interface AnswerOptions {
  /** The choices among flags and argument. */
  flags: RawAnswers;
  answersFile: string | undefined;
  secretStdin: boolean;
  /** Whether there is somebody to ask. */
  interactive: boolean;
}

export type Answering = Pick<Run, 'surroundings' | 'terminal' | 'signal'>;

/** Settles every choice of a new app, and makes a secret if one is wanted. */
export async function answerForNewApp(options: AnswerOptions, run: Answering): Promise<Decision> {
  const { surroundings, terminal, signal } = run;
  const sources = { ...(await readSources(options, run)), environment: surroundings.environment };
  const ask = options.interactive ? await prepareToAsk(signal) : undefined;
  const decision = await decide(sources, callerOf(surroundings), ask);
  for (const variable of decision.fromEnvironment) {
    terminal.say(`Taken from the environment: ${variable}`);
  }
  warnAboutUri(options.flags, decision.secrets.mongoUri, run);
  if (decision.choices.secretSource !== 'generate') return decision;
  const { newSessionSecret } = await import('./session-secret.ts');
  return { ...decision, secrets: { ...decision.secrets, sessionSecret: newSessionSecret() } };
}

/** Settles every choice of an app that exists. At a terminal, and when no answer is given, each is offered. */
export async function answerForApp(
  app: App,
  options: AnswerOptions & { asks: boolean },
  run: Answering,
): Promise<AppDecision> {
  const { recorded, fault, choices, env } = app;
  if (!recorded) {
    const why = fault ? `${STATE_FILE} cannot be used (${fault})` : `${STATE_FILE} is not there`;
    run.terminal.warn(
      `${why}. What is as this version renders it is recorded anew; what differs is taken for yours and stays.`,
    );
  }
  const sources = await readSources(options, run);
  const asks = options.interactive && options.asks && !holdsAnswer(sources);
  const decision = await decideForApp(
    {
      ...sources,
      recorded: choices,
      isCertain: recorded !== undefined,
      hasSecret: env?.get('SESSION_SECRET') !== undefined,
    },
    callerOf(run.surroundings),
    asks ? await prepareToAsk(run.signal) : undefined,
  );
  const { mongoUri } = decision.secrets;
  if (mongoUri) warnAboutUri(options.flags, mongoUri, run);
  return decision;
}

/** Not to install is no answer. */
function holdsAnswer({ flags, answersFile }: Pick<Sources, 'flags' | 'answersFile'>): boolean {
  const given = { ...answersFile, ...flags };
  return CHOICES.some(({ name, role }) => role !== 'step' && given[name] !== undefined);
}

/** What was given for this run: flags, with what standard input holds, and the answers file. */
export async function readSources(
  { flags, answersFile, secretStdin }: AnswerOptions,
  { signal, surroundings }: Answering,
): Promise<{ flags: RawAnswers; answersFile: RawAnswers }> {
  const sessionSecret = secretStdin ? await readSecretFromStdin(signal) : undefined;
  const { workingDirectory } = surroundings;
  return {
    flags: sessionSecret === undefined ? flags : { ...flags, sessionSecret },
    answersFile: answersFile === undefined ? {} : await readAnswers(answersFile, workingDirectory),
  };
}

/** Says so when a password was given in a way that others can see. */
export function warnAboutUri(
  flags: RawAnswers,
  uri: MongoUri,
  { terminal }: Pick<Run, 'terminal'>,
) {
  if (flags.mongoUri === undefined || !uri.holdsCredentials) return;
  terminal.warn(
    'The password in --mongo-uri can be seen in the process list and stays in the history of the shell. Safer: MONGODB_URI, an answers file, or the prompt.',
  );
}

/** Loads what asks. */
export async function prepareToAsk(signal: AbortSignal): Promise<Ask> {
  const { promptAsk } = await import('../choices/prompts.ts');
  return promptAsk(signal);
}

/** One line end at the end is dropped: `echo` and `openssl` write one. */
async function readSecretFromStdin(signal: AbortSignal): Promise<string> {
  if (process.stdin.isTTY) {
    const message =
      '--secret-stdin reads the secret from a pipe or a file, and here is a terminal.';
    const hint = 'Leave it out to be asked, or write: openssl rand -base64 32 | … --secret-stdin';
    throw new CommandError(EXIT.usage, {
      code: 'illegal-value',
      flag: '--secret-stdin',
      message: `${message} ${hint}`,
    });
  }
  let text = '';
  const input = addAbortSignal(signal, process.stdin.setEncoding('utf8'));
  for await (const chunk of input) text += chunk;
  return text.replace(/\r?\n$/, '');
}

async function readAnswers(file: string, workingDirectory: string): Promise<RawAnswers> {
  let text: string;
  try {
    text = await fs.promises.readFile(resolve(workingDirectory, file), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = `${file} cannot be read (${code}). Give --answers a JSON file.`;
    throw new CommandError(EXIT.usage, {
      code: 'broken-answers',
      flag: '--answers',
      message,
      file,
    });
  }
  const { parseAnswers } = await import('../choices/answers-file.ts');
  return parseAnswers(text.replace(/^\uFEFF/, ''), file);
}
