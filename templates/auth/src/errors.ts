import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Log } from './log.ts';

const TITLES: Record<number, string> = {
  400: 'This request is not right',
  401: 'Log in first',
  403: 'Not allowed',
  404: 'There is no such page',
  413: 'This is too much',
  429: 'Too many attempts',
  503: 'One moment, please',
};

export function notFound(req: Request, res: Response) {
  showError(req, res, 404, 'The address may be mistyped, or what was there has gone.');
}

/** Answers with the error's own message when it is one of this app's refusals, else with nothing of the inside. */
export const errorPage: ErrorRequestHandler = (error, req, res, _next) => {
  const status = statusOf(error);
  if (status >= 500) report(error, req.log);
  // The answer stands: it was sent before the session could not be stored.
  if (res.writableEnded) return;
  if (res.headersSent) return res.destroy();
  if (status === 503) res.set('Retry-After', '5');
  if (error.seconds !== undefined) res.set('Retry-After', String(error.seconds));
  showError(req, res, status, messageFor(status, error));
};

/** What answers when nobody else did, with no stack in the response. */
export function lastResort(_req: IncomingMessage, res: ServerResponse, log: Log) {
  return (error?: unknown) => {
    report(error, log);
    if (res.writableEnded) return;
    if (res.headersSent) return res.destroy();
    res.writeHead(500, { 'Content-Type': 'text/plain' }).end('Something went wrong.');
  };
}

function showError(req: Request, res: Response, status: number, message: string) {
  const { csrfToken } = req.session ?? {};
  const title = TITLES[status] ?? 'Something went wrong';
  const nothing = { flash: undefined, faults: {}, values: {} };
  // Who is signed in is not known then, so the page does not say.
  const isOutage = status === 503;
  const page = { ...nothing, title, message, isOutage, user: req.user, csrfToken };
  res.status(status).render('error', page);
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

function messageFor(status: number, error: Error): string {
  if (status === 503) return 'The database does not answer. Try again in a moment.';
  if (status >= 500) return 'It is our fault, not yours. Try again later.';
  return isExpressOwn(error) ? 'What was sent cannot be read.' : error.message;
}

/** The messages of Express and its parsers may quote what was sent, and with it perhaps a password. */
function isExpressOwn(error: Error): boolean {
  return 'expose' in error || error instanceof URIError;
}
