import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Logger, pino } from 'pino';
import { type HttpLogger, pinoHttp } from 'pino-http';
import type { LogLevel } from './config.ts';

export type Log = Logger;

/** JSON lines on standard output. No body, cookie, query or address of a user is ever in them. */
export function createLog(level: LogLevel): Log {
  return pino({ level, serializers: { err: describeError } });
}

/** Logs every request when it has been answered, and gives handlers `req.log`, which names the request. */
export function requestLog(log: Log): HttpLogger {
  return pinoHttp({
    logger: log,
    genReqId: (_req: IncomingMessage, res: ServerResponse) => String(res.getHeader('x-request-id')),
    serializers: {
      req: ({ id, method, url }) => ({ id, method, path: url.split('?', 1)[0] }),
      res: ({ statusCode }) => ({ status: statusCode }),
      err: describeError,
    },
    // The error of a request is logged where it is handled; here there would be one of pino-http's own.
    customErrorObject: (_req, _res, _error, { err, ...line }) => line,
  });
}

/** A driver's error carries the query and the document: only its name and stack are wanted. */
function describeError({ name, message, stack }: Error) {
  return { name, message, stack };
}
