import type { RequestHandler } from 'express';
import { type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';

export type Log = Logger;

/** Bytes of lines that may wait for a slow reader of the log. What is over that is dropped. */
const LONGEST_QUEUE = 1_000_000;

/**
 * JSON lines on standard output, written beside the requests: a reader that hangs does not hold them up. No body,
 * cookie, query or address of a user is ever in a line.
 */
export function createLog(level: LogLevel): Log {
  const destination = pino.destination({ sync: false, maxLength: LONGEST_QUEUE });
  return pino({ level, serializers: { err: describeError } }, destination);
}

/** Gives handlers `req.log`, whose lines name the request, and logs every request when it is over. */
export function requestLog(log: Log): RequestHandler {
  return (req, res, next) => {
    const begun = performance.now();
    const { method, path } = req;
    req.log = log.child({ req: { id: res.get('X-Request-Id'), method, path } });
    res.once('close', () => {
      const level = res.statusCode >= 500 ? 'error' : 'info';
      const responseTime = Math.round(performance.now() - begun);
      const outcome = res.writableFinished ? 'completed' : 'aborted';
      req.log[level]({ res: { status: res.statusCode }, responseTime }, `request ${outcome}`);
    });
    next();
  };
}

/** A driver's error carries the query and the document: only its name and stack are wanted. */
function describeError({ name, message, stack }: Error) {
  return { name, message, stack };
}
