import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config.ts';

/** What browsers are told not to do, on every answer, errors included. */
export function securityHeaders({ production }: Config): RequestHandler[] {
  const everywhere = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'form-action': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
  const hsts = helmet.strictTransportSecurity({
    maxAge: 31_536_000,
    // Add this once every host below this one has HTTPS:
    // includeSubDomains: true,
    includeSubDomains: false,
  });
  return [
    everywhere,
    (req, res, next) => (production && req.secure ? hsts(req, res, next) : next()),
    (_req, res, next) => {
      res.set('X-Request-Id', randomUUID());
      next();
    },
  ];
}
