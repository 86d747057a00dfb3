import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import fs from 'fs-extra';
import { type Ask, type Decision, decide, type Given } from '../choices/decide.ts';
import type { MongoUri } from '../choices/mongo-uri.ts';
import { CommandError, EXIT } from '../errors.ts';
import { Secret } from '../secret.ts';
import { type Setting, surroundingsOf } from './setting.ts';

export interface AnswerOptions {
  /** Choices given as flags and argument. */
  given: Given;
  answersFile: string | undefined;
  secretStdin: boolean;
  /** Whether there is somebody to ask. */
  interactive: boolean;
}

/** Settles every choice from flags, answers file, environment and questions, and makes a secret if one is wanted. */
export async function decideChoices(options: AnswerOptions, setting: Setting): Promise<Decision> {
  const { environment, report } = setting;
  const sources = { ...(await readGiven(options, setting)), environment };
  const ask = options.interactive ? await prepareToAsk(setting.signal) : undefined;
  const decision = await decide(sources, surroundingsOf(setting), ask);
  report.choices = { ...decision.choices };
  for (const variable of decision.fromEnvironment) {
    setting.terminal.say(`Taken from the environment: ${variable}`);
  }
  if (decision.choices.secretSource !== 'generate') return decision;
  return { ...decision, secrets: { ...decision.secrets, sessionSecret: newSessionSecret() } };
}

/** 32 random bytes. */
export function newSessionSecret(): Secret {
  return new Secret(randomBytes(32).toString('base64url'));
}

/** What was given for this run: flags, with what standard input holds, and the answers file. */
export async function readGiven(
  { given, answersFile, secretStdin }: AnswerOptions,
  setting: Setting,
): Promise<{ flags: Given; answersFile: Given }> {
  const flags = secretStdin
    ? { ...given, sessionSecret: await readSecretFromStdin(setting.signal) }
    : given;
  return {
    flags,
    answersFile: answersFile === undefined ? {} : await readAnswers(answersFile, setting),
  };
}

/** Says so when a password was given in a way that others can see. */
export function warnAboutUri(given: Given, uri: MongoUri, { terminal }: Setting) {
  if (given.mongoUri === undefined || !uri.holdsCredentials) return;
  terminal.warn(
    'The password in --mongo-uri can be seen in the process list and stays in the history of the shell. Safer: MONGODB_URI, an answers file, or the prompt.',
  );
}

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

async function readAnswers(file: string, { workingDirectory }: Setting): Promise<Given> {
  let text: string;
  try {
    text = await fs.readFile(resolve(workingDirectory, file), 'utf8');
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
