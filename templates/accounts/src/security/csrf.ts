import { timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Config } from '../config.ts';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** A request that did not come from this site, or without the session's token. */
export class Forbidden extends Error {
  readonly status = 403;
}

/**
 * Refuses an unsafe request that a browser sent from another site. Browsers say where a request comes from in
 * `Sec-Fetch-Site`, older ones in `Origin`; with neither it is no browser, and there is no cookie to abuse.
 */
export function requireSameSite({ allowedOrigins }: Config): RequestHandler {
  return (req, _res, next) => {
    if (SAFE_METHODS.includes(req.method) || isFromHere(req, allowedOrigins)) return next();
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
 * Asks a signed-in session for its token as well, in the field `_csrf` or the header `x-csrf-token`: a page of
 * a sibling host may pass the first check, but cannot read the token. Throws Forbidden.
 */
export function verifyToken(req: Request) {
  if (!SAFE_METHODS.includes(req.method) && !hasToken(req)) {
    throw new Forbidden('This form is no longer valid. Send it again.');
  }
}

export const requireToken: RequestHandler = (req, _res, next) => {
  verifyToken(req);
  next();
};

function hasToken(req: Request): boolean {
  if (!req.user) return true;
  const expected = req.session.csrfToken;
  const given: unknown = req.get('x-csrf-token') ?? req.body?._csrf;
  if (expected === undefined || typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
