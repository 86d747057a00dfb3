import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Express, Request, Response } from 'express';
import { toAppError } from './app-error.ts';
import { withTimeLimit } from './database.ts';
import { type Log, reportError } from './log.ts';

/** What each request of Node's server is handed to: the app, within its time limit, and with a last handler of ours. */
export function listenerOf(app: Express, log: Log): RequestListener {
  return (req, res) => {
    if (!namesPath(req)) return answerPlainly(res, 400, 'This is no path of a site.');
    withTimeLimit(() => app(req as Request, res as Response, lastResort(res, log)));
  };
}

/** `GET *` and `GET http://` are requests to Node, and nothing that Express could find a route for. */
function namesPath({ url = '' }: IncomingMessage): boolean {
  return url.startsWith('/') || (/^https?:\/\/[^/]+\//.test(url) && URL.canParse(url));
}

/** Express's own last handler would print the stack, and the cause, of an error that nobody answered. */
function lastResort(res: ServerResponse, log: Log) {
  return (error?: unknown) => {
    reportError(error, log);
    if (res.writableEnded) return;
    if (res.headersSent) return res.destroy();
    answerPlainly(res, 500, toAppError(error).message);
  };
}

function answerPlainly(res: ServerResponse, status: number, message: string) {
  const headers = { 'Content-Type': 'text/plain', 'X-Content-Type-Options': 'nosniff' };
  res.writeHead(status, headers).end(message);
}
