import type { RequestHandler } from 'express';
import type { Config } from '../config.ts';

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
