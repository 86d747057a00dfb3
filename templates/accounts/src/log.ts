import type { RequestHandler } from 'express';
import { type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';

export type Log = Logger;

/** JSON lines on standard output. No body, cookie, query or address of a user is ever in them. */
export function createLog(level: LogLevel): Log {
  return pino({ level, serializers: { err: describeError } });
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
