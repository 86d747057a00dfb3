import { promisify } from 'node:util';
import type { NextFunction, Request, Response } from 'express';
import { AppError } from './app-error.ts';
import { Refused } from './auth/accounts.ts';
import { Forbidden, verifyToken } from './security/csrf.ts';
import { TooManyAttempts } from './security/rate-limit.ts';

/** Renders a page with what every page shows: who is signed in, the token of its forms, a message. */
export function page(req: Request, res: Response, view: string, values: object) {
  const { csrfToken, flash } = req.session ?? {};
  if (flash !== undefined) req.session.flash = undefined;
  const nothing = { faults: {}, values: {}, message: undefined, next: undefined };
  res.render(view, { ...nothing, user: req.user, csrfToken, flash, ...values });
}

interface Submission {
  view: string;
  title: string;
  action: () => Promise<void>;
  /** What the page needs besides. */
  values?: object;
}

/** Does what a form asks for. A refused form comes back with what was typed, never with a password. */
export async function submit(req: Request, res: Response, submission: Submission) {
  const { view, title, action, values = {} } = submission;
  try {
    verifyToken(req);
    await action();
  } catch (error) {
    const isForUser = [Refused, TooManyAttempts, Forbidden].some((kind) => error instanceof kind);
    if (!isForUser || !(error instanceof AppError)) throw error;
    const { status, message, fields, retryAfter } = error;
    if (retryAfter !== undefined) res.set('Retry-After', String(retryAfter));
    const { email, next } = req.body ?? {};
    // An address that is taken is a field like any other here.
    res.status(status === 409 ? 422 : status);
    page(req, res, view, { title, message, faults: fields, values: { email }, next, ...values });
  }
}

/** Leads to the account with a message. It is stored first: browsers follow before the response has ended. */
export async function toAccount(req: Request, res: Response, flash: string) {
  req.session.flash = flash;
  await promisify(req.session.save).call(req.session);
  res.redirect(303, '/account');
}

/** For pages that make no sense to somebody who is signed in. */
export function signedOutOnly(req: Request, res: Response, next: NextFunction) {
  if (req.user) return res.redirect(303, '/account');
  next();
}
