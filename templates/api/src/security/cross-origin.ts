import type { RequestHandler } from 'express';
import type { Config } from '../config.ts';
import type { Reading } from '../environment.ts';

/** Lets the front ends of ALLOWED_ORIGINS call this API with their visitors' cookies; nobody else (CORS). */
export function crossOrigin({ allowedOrigins }: Config): RequestHandler {
  return (req, res, next) => {
    const origin = req.get('origin');
    res.vary('Origin');
    if (origin === undefined || !allowedOrigins.includes(origin)) return next();
    res.set('Access-Control-Allow-Origin', origin);
    res.set('Access-Control-Allow-Credentials', 'true');
    res.set('Access-Control-Expose-Headers', 'Retry-After, X-Request-Id, X-CSRF-Token');
    if (req.method !== 'OPTIONS' || !req.get('access-control-request-method')) return next();
    res.set('Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE');
    res.set('Access-Control-Allow-Headers', 'content-type, x-csrf-token');
    res.set('Access-Control-Max-Age', '600');
    res.status(204).end();
  };
}

/** The front ends on other origins that ALLOWED_ORIGINS names. */
export function readOrigins({ env, faults }: Reading): string[] {
  const origins = (env.ALLOWED_ORIGINS ?? '').split(',').map((origin) => origin.trim());
  const named = origins.filter((origin) => origin !== '');
  for (const origin of named) {
    const fault = faultOf(origin);
    if (fault) faults.push(`ALLOWED_ORIGINS: "${origin}" ${fault}`);
  }
  return named;
}

function faultOf(origin: string): string | undefined {
  if (origin.includes('*')) return 'holds a wildcard, and matches nothing: name each origin';
  const isOrigin = URL.canParse(origin) && new URL(origin).origin === origin;
  return isOrigin ? undefined : 'is no origin like https://app.example.com';
}

/** What CROSS_SITE says of the cookie. Browsers take one for other sites over HTTPS alone, so in production alone. */
export function readCrossSite({ env, faults }: Reading) {
  const { CROSS_SITE: text = '', NODE_ENV } = env;
  if (!['', 'true', 'false'].includes(text)) {
    faults.push(`CROSS_SITE must be true or false, not "${text}"`);
  }
  if (text !== 'true' || NODE_ENV !== 'production') return { sameSite: 'lax' } as const;
  return { sameSite: 'none', partitioned: true } as const;
}
