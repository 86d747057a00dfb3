import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, Request, Response } from 'express';
import { toAppError } from './app-error.ts';
import { reportError } from './log.ts';

export function notFound(req: Request, res: Response) {
  sendProblem(res, 404, { detail: `There is no ${req.method} ${req.path}.` });
}

/** Answers an error with problem details. */
export const problem: ErrorRequestHandler = (error, req, res, _next) => {
  const { status, message, retryAfter, fields, type } = toAppError(error);
  if (status >= 500) reportError(error, req.log);
  // The answer stands: it was sent before the session could not be stored.
  if (res.writableEnded) return;
  if (res.headersSent) return res.destroy();
  if (retryAfter !== undefined) res.set('Retry-After', String(retryAfter));
  const errors = Object.keys(fields).length > 0 ? { errors: fields } : {};
  sendProblem(res, status, { ...(type && { type }), detail: message, ...errors });
};

/** Problem details for HTTP APIs (RFC 9457). Where `type` is left out it is `about:blank`. */
function sendProblem(res: Response, status: number, details: object) {
  res.status(status).type('application/problem+json');
  res.send(JSON.stringify({ title: STATUS_CODES[status], status, ...details }));
}
