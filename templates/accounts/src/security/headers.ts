import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config.ts';

/** Add `; includeSubDomains` once every host below this one has HTTPS. */
const HTTPS_ONLY = 'max-age=31536000';

/** What browsers are told not to do, on every answer, errors included. */
export function securityHeaders({ production }: Config): RequestHandler {
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

  return (req, res, next) => {
    res.set('X-Request-Id', randomUUID());
    if (production && req.secure) res.set('Strict-Transport-Security', HTTPS_ONLY);
    everywhere(req, res, next);
  };
}
