import { type RequestHandler, Router } from 'express';
import { page } from '../pages.ts';
import type { Mailer } from './mailer.ts';

/** In development, the last mails, the newest first. */
export function mailbox({ kept }: Mailer): Router {
  const router = Router();
  router.use(fromThisMachine);

  router.get('/', (req, res) => {
    page(req, res, 'mailbox', { title: 'Mail', mails: kept });
  });

  // As a program for mail would show it: with the style that it brings, and nothing else.
  router.get('/:index', (req, res, next) => {
    const mail = kept[Number(req.params.index)];
    if (!mail) return next();
    res.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
    res.send(mail.html);
  });

  return router;
}

const HERE = ['localhost', '127.0.0.1', '[::1]'];

/** The links in these mails open accounts: not even in development are they for anybody else. */
const fromThisMachine: RequestHandler = (req, _res, next) => {
  if (HERE.includes(req.hostname)) next();
  else next('router');
};
