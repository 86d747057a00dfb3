import type { ErrorRequestHandler, Request, Response } from 'express';
import { toAppError } from './app-error.ts';
import { type Log, reportError } from './log.ts';

export function notFound(req: Request, res: Response) {
  res.status(404).json({ error: `there is no ${req.method} ${req.path}` });
}

/** Answers an error as JSON. */
export function errorHandler(log: Log): ErrorRequestHandler {
  return (error, _req, res, _next) => {
    const { status, message, retryAfter } = toAppError(error);
    if (status >= 500) reportError(error, log);
    // The answer stands: it was sent before the session could not be stored.
    if (res.writableEnded) return;
    if (res.headersSent) return res.destroy();
    if (retryAfter !== undefined) res.set('Retry-After', String(retryAfter));
    res.status(status).json({ error: message });
  };
}
