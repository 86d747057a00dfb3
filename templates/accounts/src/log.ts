import type { Request, RequestHandler } from 'express';
import { type Logger, pino } from 'pino';
import { AppError } from './app-error.ts';
import { digestOf } from './auth/users.ts';
import { DatabaseUnavailable } from './database.ts';
import type { LogLevel } from './environment.ts';
import { parseAddress } from './security/rate-limit.ts';

declare global {
  namespace Express {
    interface Request {
      /** Its lines name the request. */
      log: Log;
    }
  }
}

export type Log = Logger;

/** Bytes of lines that may wait for a slow reader of the log. What is over that is dropped. */
const LONGEST_QUEUE = 1_000_000;

/**
 * JSON lines on standard output, written beside the requests: a reader that hangs does not hold them up. No body,
 * cookie, query or e-mail address is ever in a line.
 */
export async function createLog({ logLevel: level, production }: LogOptions): Promise<Log> {
  const options = { level, serializers: { err: describeError } };
  const lines = production ? undefined : await prettyLines();
  if (lines) return pino(options, lines);
  return pino(options, pino.destination({ sync: false, maxLength: LONGEST_QUEUE }));
}

interface LogOptions {
  logLevel: LogLevel;
  production: boolean;
}

/** In development a coloured line a request, for a person. Undefined where pino-pretty is not installed. */
async function prettyLines() {
  const { default: pretty } = await import('pino-pretty').catch(() => ({ default: undefined }));
  const messageFormat =
    '{if req}{req.method} {req.path} {end}{if res}{res.status} {responseTime} ms {end}{msg}';
  const ignore = 'pid,hostname,req,res,responseTime';
  return pretty?.({
    sync: true,
    translateTime: 'HH:MM:ss',
    singleLine: true,
    ignore,
    messageFormat,
  });
}

/** What asks for them does so every few seconds. */
const PROBES = new Set(['/livez', '/readyz']);

/** Gives handlers `req.log`, whose lines name the request, and logs every request when it is over. */
export function requestLog(log: Log): RequestHandler {
  return (req, res, next) => {
    const begun = performance.now();
    const { method, path } = req;
    req.log = log.child({ req: { id: res.get('X-Request-Id'), method, path } });
    res.once('close', () => {
      const level = PROBES.has(path) ? 'debug' : res.statusCode >= 500 ? 'error' : 'info';
      const responseTime = Math.round(performance.now() - begun);
      const outcome = res.writableFinished ? 'completed' : 'aborted';
      req.log[level]({ res: { status: res.statusCode }, responseTime }, `request ${outcome}`);
    });
    next();
  };
}

/** An outage is expected, as is what this app refuses itself, and their stacks say nothing. */
export function reportError(error: unknown, log: Log) {
  if (error instanceof DatabaseUnavailable) log.warn(`no database: ${error.reason}`);
  else if (error instanceof AppError) log.warn(error.message);
  else log.error({ err: error }, 'a request failed');
}

/** What happens to accounts. A warning is what somebody who guesses leaves behind. */
const EVENTS = {
  register: 'info',
  login: 'info',
  logout: 'info',
  'session-revoked': 'info',
  'sessions-revoked': 'info',
  'password-changed': 'info',
  taken: 'warn',
  'login-failed': 'warn',
  'password-refused': 'warn',
  throttled: 'warn',
  forbidden: 'warn',
} as const;

/**
 * Logs what has happened to an account, and where it came from. The account, of the signed-in user when no e-mail
 * address is given, is named by the digest that `npm run users -- show` tells.
 */
export function logEvent(req: Request, event: keyof typeof EVENTS, email = req.user?.email) {
  const account = email === undefined ? undefined : digestOf(email);
  const address = parseAddress(req.ip)?.toString();
  req.log[EVENTS[event]]({ event, user: req.user?._id, account, address }, event.replace('-', ' '));
}

/** A driver's error carries the query and the document: only its name and stack are wanted. */
function describeError({ name, message, stack }: Error) {
  return { name, message, stack };
}
