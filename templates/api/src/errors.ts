import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Log } from './log.ts';

/** A route that needs a signed-in user. */
export class SignedOut extends Error {
  readonly status = 401;

  constructor() {
    super('Log in first.');
  }
}

export function notFound(req: Request, res: Response) {
  sendProblem(res, 404, { detail: `There is no ${req.method} ${req.path}.` });
}

/** Answers with the error's own message when it is the client's fault, else with nothing about the inside. */
export const problem: ErrorRequestHandler = (error, req, res, _next) => {
  const status = statusOf(error);
  if (status >= 500) report(error, req.log);
  // The answer stands: it was sent before the session could not be stored.
  if (res.writableEnded) return;
  if (res.headersSent) return res.destroy();
  if (status === 503) res.set('Retry-After', '5');
  if (error.seconds !== undefined) res.set('Retry-After', String(error.seconds));
  const fields =
    error.fields && Object.keys(error.fields).length > 0 ? { errors: error.fields } : {};
  sendProblem(res, status, { detail: messageFor(status, error), ...fields });
};

/** What answers when nobody else did, with no stack in the response. */
export function lastResort(_req: IncomingMessage, res: ServerResponse, log: Log) {
  return (error?: unknown) => {
    report(error, log);
    if (res.writableEnded) return;
    if (res.headersSent) return res.destroy();
    res.writeHead(500, { 'Content-Type': 'application/problem+json' });
    res.end(JSON.stringify({ title: STATUS_CODES[500], status: 500 }));
  };
}

/** Problem details for HTTP APIs (RFC 9457). `type` is left out: it is then `about:blank`. */
function sendProblem(res: Response, status: number, details: object) {
  res.status(status).type('application/problem+json');
  res.send(JSON.stringify({ title: STATUS_CODES[status], status, ...details }));
}

/** An outage is expected, and its stack says nothing. */
function report(error: unknown, log: Log) {
  if (statusOf(error) === 503) log.warn((error as Error).message);
  else log.error({ err: error }, 'a request failed');
}

function statusOf(error: unknown): number {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}

function messageFor(status: number, error: Error & { type?: string }): string {
  if (status === 503) return 'The database does not answer. Try again in a moment.';
  // The parser's own message quotes the body, and with it perhaps a password.
  if (error.type === 'entity.parse.failed') return 'The body is not valid JSON.';
  return status < 500 ? error.message : 'It is our fault, not yours.';
}
