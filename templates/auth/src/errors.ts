import type { ErrorRequestHandler, Request, Response } from 'express';
import { toAppError } from './app-error.ts';
import { RecentSignInNeeded, SignedOut } from './auth/guard.ts';
import { reportError } from './log.ts';
import { page } from './pages.ts';

const TITLES: Record<number, string> = {
  401: 'Log in first',
  403: 'Not allowed',
  404: 'There is no such page',
  410: 'This is over',
  413: 'This is too much',
  415: 'This cannot be read',
  429: 'Too many attempts',
  503: 'One moment, please',
};

export function notFound(req: Request, res: Response) {
  showError(req, res, 404, 'The address may be mistyped, or what was there has gone.');
}

/** Answers an error with a page. */
export const errorPage: ErrorRequestHandler = (error, req, res, _next) => {
  const { status, message, retryAfter } = toAppError(error);
  if (status >= 500) reportError(error, req.log);
  // The answer stands: it was sent before the session could not be stored.
  if (res.writableEnded) return;
  if (res.headersSent) return res.destroy();
  if (error instanceof SignedOut) return askToSignIn(req, res);
  if (error instanceof RecentSignInNeeded) return askForPassword(req, res, error);
  if (retryAfter !== undefined) res.set('Retry-After', String(retryAfter));
  showError(req, res, status, message);
};

function askToSignIn(req: Request, res: Response) {
  if (isRead(req)) return leadThrough('/login', req, res);
  res.status(401);
  const message = 'Your session has ended. Log in again.';
  page(req, res, 'login', { title: 'Log in', message, next: '/account' });
}

function askForPassword(req: Request, res: Response, { status, message }: RecentSignInNeeded) {
  if (isRead(req)) return leadThrough('/again', req, res);
  res.status(status);
  page(req, res, 'again', { title: 'Is it you?', message, next: '/account' });
}

function isRead({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Leads to a page that leads back. */
function leadThrough(path: string, req: Request, res: Response) {
  res.redirect(303, `${path}?next=${encodeURIComponent(req.originalUrl)}`);
}

function showError(req: Request, res: Response, status: number, message: string) {
  const { csrfToken } = req.session ?? {};
  const ofOthers = status < 500 ? 'This request is not right' : 'Something went wrong';
  const title = TITLES[status] ?? ofOthers;
  const nothing = { flash: undefined, faults: {}, values: {} };
  // Who is signed in is not known then, so the page does not say.
  const isOutage = status === 503;
  const values = { ...nothing, title, message, isOutage, user: req.user, csrfToken };
  res.status(status).render('error', values);
}
