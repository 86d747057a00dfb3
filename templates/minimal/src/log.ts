import { AppError } from './app-error.ts';
import { DatabaseUnavailable } from './database.ts';
import type { LogLevel } from './environment.ts';

export interface Log {
  error(message: string, error?: unknown): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

const ORDER: LogLevel[] = ['error', 'warn', 'info', 'debug'];

/** A line per event on standard output. Replace it with pino or the like when lines must be parsed. */
export function createLog(level: LogLevel): Log {
  const write = (of: LogLevel) => (message: string, error?: unknown) => {
    if (ORDER.indexOf(of) > ORDER.indexOf(level)) return;
    const stack = error instanceof Error ? `\n${error.stack}` : '';
    console.log(`${new Date().toISOString()} ${of} ${message}${stack}`);
  };
  return { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
}

/** An outage is expected, as is what this app refuses itself, and their stacks say nothing. */
export function reportError(error: unknown, log: Log) {
  if (error instanceof DatabaseUnavailable) log.warn(`no database: ${error.reason}`);
  else if (error instanceof AppError) log.warn(error.message);
  else log.error('a request failed', error);
}
