import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Log } from './log.ts';

export function notFound(req: Request, res: Response) {
  res.status(404).json({ error: `there is no ${req.method} ${req.path}` });
}

/** Answers with the error's own message when it is the client's fault, else with nothing about the inside. */
export function errorHandler(log: Log): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const status = statusOf(error);
    if (status >= 500) report(error, req, log);
    // The answer stands: it was sent before the session could not be stored.
    if (res.writableEnded) return;
    if (res.headersSent) return res.destroy();
    if (status === 503) res.set('Retry-After', '5');
    res.status(status).json({ error: messageFor(status, error) });
  };
}

/** What answers when nobody else did, with no stack in the response. */
export function lastResort(req: IncomingMessage, res: ServerResponse, log: Log) {
  return (error?: unknown) => {
    report(error, req, log);
    if (res.writableEnded) return;
    if (res.headersSent) return res.destroy();
    res.writeHead(500, { 'Content-Type': 'application/json' }).end('{"error":"internal error"}');
  };
}

function report(error: unknown, req: IncomingMessage, log: Log) {
  const expected = statusOf(error) === 503;
  const path = req.url?.split('?', 1)[0];
  const message = error instanceof Error ? error.message : 'unknown error';
  log.error(`${req.method} ${path}: ${message}`, expected ? undefined : error);
}

function statusOf(error: unknown): number {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}

function messageFor(status: number, error: Error): string {
  if (status === 503) return 'the database does not answer, try again in a moment';
  if (status >= 500) return 'internal error';
  // The parser's own message quotes the body, which may hold a password.
  const { type } = error as { type?: unknown };
  return type === 'entity.parse.failed' ? 'the body is not valid JSON' : error.message;
}
