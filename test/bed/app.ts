import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { cliEnvironment } from './environment.ts';

export type Language = 'typescript' | 'javascript';

/** The shared apps; those of the minimal template go by their language alone. */
export type AppName = Language | `${'auth' | 'api'}-${Language}`;

export interface RunningApp {
  url: string;
  process: ChildProcess;
  /** Everything it has printed. */
  output(): string;
  /** Ends it with a signal, and waits. Returns its exit code, or the signal that ended it. */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

export const SECRET = randomBytes(32).toString('hex');

/** What an app with mail needs in production: a mail server that is away, where a test brings none of its own. */
export const MAIL = {
  SMTP_URL: 'smtp://127.0.0.1:9',
  MAIL_FROM: 'My App <hello@example.com>',
  APP_URL: 'https://app.example.com',
};

/** Starts a created app on a port of the system's choice, and waits until it listens. Ends with the test. */
export async function startApp(
  name: AppName,
  env: Record<string, string | undefined>,
  directory?: string,
): Promise<RunningApp> {
  const app = await launchApp(name, env, directory);
  onTestFinished(async () => {
    await app.end('SIGKILL');
  });
  return app;
}

/**
 * Starts a created app that several tests share; its caller ends it. In production one in TypeScript is compiled, and
 * a password costs little.
 *
 * @param other the directory of one that has something of its own; one in `built` has passwords as they are created
 */
export async function launchApp(
  name: AppName,
  env: Record<string, string | undefined>,
  other?: string,
): Promise<RunningApp> {
  const directory = other ?? inject(env.NODE_ENV === 'production' ? 'served' : 'apps')[name];
  const isCompiled = existsSync(join(directory, 'dist/server.js'));
  const fromSource = name.endsWith('typescript')
    ? ['--import', 'tsx', 'src/server.ts']
    : ['src/server.js'];
  const args = isCompiled ? ['dist/server.js'] : fromSource;
  const child = spawn(process.execPath, args, {
    cwd: directory,
    env: cliEnvironment({
      ...{ SESSION_SECRET: SECRET, PORT: '0' },
      ...(env.NODE_ENV === 'production' && MAIL),
      ...env,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const found = /listening on (http:\/\/[^\s"]+)/.exec(output)?.[1];
      if (found) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('close', () => reject(new Error(`the app did not start: ${output}`)));
  });
  const end = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  return { url, process: child, output: () => output, end };
}

/** A URI of the shared server with a database of the test's own. */
export function ownDatabaseUri(): string {
  const uri = new URL(inject('mongoUri'));
  uri.pathname = `/test-${randomBytes(6).toString('hex')}`;
  return uri.href;
}
