import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
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
    res.set('X-Request-Id', idOfProxy(req) ?? randomUUID());
    if (production && req.secure) res.set('Strict-Transport-Security', HTTPS_ONLY);
    everywhere(req, res, next);
  };
}

/** The id that a trusted proxy has given the request, so that its log and ours can be joined. */
function idOfProxy(req: Request): string | undefined {
  const isTrusted = req.app.get('trust proxy fn')(req.socket.remoteAddress, 0);
  const id = req.get('x-request-id');
  return isTrusted && id !== undefined && /^[\w.-]{8,128}$/.test(id) ? id : undefined;
}
