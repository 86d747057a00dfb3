import { timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { AppError } from '../app-error.ts';
import type { Config } from '../config.ts';
import { logEvent } from '../log.ts';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** A request that did not come from this site. */
export class Forbidden extends AppError {
  constructor(message: string) {
    super(403, message);
  }
}

/** A request of this site without the session's token. */
export class WrongToken extends Forbidden {
  constructor() {
    super('This form is no longer valid. Send it again.');
  }
}

/**
 * Refuses an unsafe request that a browser sent from another site. Browsers say where a request comes from in
 * `Sec-Fetch-Site`, older ones in `Origin`; with neither it is no browser, and there is no cookie to abuse.
 */
export function requireSameSite({ allowedOrigins }: Config): RequestHandler {
  return (req, _res, next) => {
    if (SAFE_METHODS.includes(req.method) || isFromHere(req, allowedOrigins)) return next();
    logEvent(req, 'forbidden');
    next(new Forbidden('This request came from another site.'));
  };
}

function isFromHere(req: Request, allowedOrigins: readonly string[]): boolean {
  const origin = req.get('origin');
  const site = req.get('sec-fetch-site');
  if (origin !== undefined && allowedOrigins.includes(origin)) return true;
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return origin === undefined || origin === `${req.protocol}://${req.host}`;
}

/**
 * Asks every unsafe request of a signed-in session for its token, in the field `_csrf` or the header `x-csrf-token`:
 * a page of a sibling host may pass the first check, but cannot read the token.
 *
 * @param except paths that do without: there is something else in the request that no other site can know
 */
export function requireToken({ except = [] }: { except?: readonly string[] } = {}): RequestHandler {
  return (req, _res, next) => {
    const isSafe = SAFE_METHODS.includes(req.method) || except.includes(req.path);
    if (isSafe || !req.user || hasToken(req)) return next();
    logEvent(req, 'forbidden');
    next(new WrongToken());
  };
}

function hasToken(req: Request): boolean {
  const expected = req.session.csrfToken;
  const given: unknown = req.get('x-csrf-token') ?? req.body?._csrf;
  if (expected === undefined || typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
