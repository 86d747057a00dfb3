import { promisify } from 'node:util';
import type { ErrorRequestHandler, NextFunction, Request, Response } from 'express';
import type { AppError } from './app-error.ts';
import { Refused } from './auth/authenticate.ts';
import { browserName } from './auth/browser-names.ts';
import { Busy } from './auth/passwords.ts';
import type { ActiveSession } from './auth/users.ts';
import { WrongToken } from './security/csrf.ts';
import { TooManyAttempts } from './security/rate-limit.ts';

/** A form, by the path that it is sent to. */
export type Forms = Record<string, Form>;

interface Form {
  view: string;
  title: string;
  /** What its page shows besides. */
  more?: (req: Request) => Promise<object>;
}

/** Renders a page with what every page shows: who is signed in, the token of its forms, a message. */
export function page(req: Request, res: Response, view: string, values: object) {
  const nothing = {
    faults: {},
    values: {},
    message: undefined,
    next: undefined,
    sentTo: undefined,
  };
  const { csrfToken } = req.session ?? {};
  res.render(view, { ...nothing, user: req.user, csrfToken, flash: takeFlash(req), ...values });
}

/** A message is shown once. HEAD shows nothing, and so takes nothing. */
function takeFlash({ method, session }: Request): string | undefined {
  const flash = session?.flash;
  if (flash !== undefined && method !== 'HEAD') session.flash = undefined;
  return flash;
}

/** What a person can do something about. */
function isRefusal(error: unknown): error is AppError {
  return [Refused, TooManyAttempts, WrongToken, Busy].some((kind) => error instanceof kind);
}

/** Shows a refused form again, with what was typed, never a password, and with a token that is valid. */
export function showAgain(forms: Forms): ErrorRequestHandler {
  return async (error, req, res, next) => {
    const form = req.method === 'POST' ? forms[req.path] : undefined;
    if (!form || !isRefusal(error)) return next(error);
    const { view, title, more } = form;
    const { status, message, fields, retryAfter } = error;
    const { email, remember, next: path } = req.body ?? {};
    const typed = { email, remember };
    const values = { title, message, faults: fields, values: typed, next: path, sentTo: req.path };
    const besides = await more?.(req);
    // An address that is taken is a field like any other here.
    res.status(status === 409 ? 422 : status);
    if (retryAfter !== undefined) res.set('Retry-After', String(retryAfter));
    page(req, res, view, { ...values, ...besides });
  };
}

/** Leads to the account with a message. It is stored first: browsers follow before the response has ended. */
export async function toAccount(req: Request, res: Response, flash: string) {
  req.session.flash = flash;
  await promisify(req.session.save).call(req.session);
  res.redirect(303, '/account');
}

/** For what makes no sense to somebody who is signed in. */
export function signedOutOnly(req: Request, res: Response, next: NextFunction) {
  if (req.user) return res.redirect(303, pathAfterLogin(req));
  next();
}

/** Where a login leads: to the page that asked for it, if that is one of this site. */
export function pathAfterLogin(req: Request): string {
  return safePath(req.body?.next ?? req.query.next) ?? '/account';
}

const HERE = 'http://this.invalid';

/** A path of this site, or undefined: `//evil.example`, `/\\evil.example` and `https:evil.example` lead elsewhere. */
export function safePath(path: unknown): string | undefined {
  if (typeof path !== 'string' || !path.startsWith('/') || !URL.canParse(path, HERE))
    return undefined;
  const url = new URL(path, HERE);
  // `/.//evil.example` is a path of this site until a browser reads it a second time.
  if (url.origin !== HERE || url.pathname.startsWith('//')) return undefined;
  return url.pathname + url.search + url.hash;
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const FORMAT = new Intl.RelativeTimeFormat('en');

/** Says in words which browser a session belongs to, and when it was used last. */
export function describeSession(session: ActiveSession) {
  const { userAgent, lastSeenAt } = session;
  return { ...session, browser: browserName(userAgent), lastSeen: timeSince(lastSeenAt) };
}

/** Without a date or a time of day: the server does not know the visitor's time zone. */
function timeSince(date: Date): string {
  const passed = Date.now() - date.getTime();
  const unit = UNITS.find(([, length]) => passed >= length);
  if (!unit) return 'just now';
  const [name, length] = unit;
  return FORMAT.format(-Math.floor(passed / length), name);
}
