import { type RequestHandler, Router } from 'express';
import type { Mailer } from './mailer.ts';

/** In development, the last mails, the newest first. */
export function mailbox({ kept }: Mailer): Router {
  const router = Router();
  router.get('/', fromThisMachine, (_req, res) => {
    res.json(kept);
  });
  return router;
}

const HERE = ['localhost', '127.0.0.1', '[::1]'];

/** The links in these mails open accounts: not even in development are they for anybody else. */
const fromThisMachine: RequestHandler = (req, _res, next) => {
  if (HERE.includes(req.hostname)) next();
  else next('router');
};
