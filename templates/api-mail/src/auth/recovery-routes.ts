import { type ErrorRequestHandler, Router } from 'express';
import { AppError } from '../app-error.ts';
import type { Accounts } from './accounts.ts';
import { requireRecent, signedIn } from './guard.ts';
import {
  askForConfirmation,
  askForNewAddress,
  changeAddress,
  confirmAddress,
  forgotPassword,
  LinkOver,
  resetPassword,
} from './recovery.ts';
import { tellToken } from './routes.ts';
import type { Purpose } from './tokens.ts';

/**
 * All that goes by a link in a mail, below `/api`. A link leads to a page of the front end, which sends its `token`
 * here once somebody has pressed a button: programs that scan mail open links, too.
 */
export function recoveryRoutes(accounts: Accounts): Router {
  const router = Router();

  router.post('/password-resets', async (req, res) => {
    await forgotPassword(req, accounts);
    res.status(202).end();
  });

  router.put('/password-resets', async (req, res) => {
    await resetPassword(req, accounts);
    res.status(204).end();
  });

  router.post('/confirmations', signedIn, async (req, res) => {
    await askForConfirmation(req, accounts);
    res.status(202).end();
  });

  router.put('/confirmations', async (req, res) => {
    await confirmAddress(req, accounts);
    res.status(204).end();
  });

  router.post('/email-changes', signedIn, requireRecent(accounts.config), async (req, res) => {
    await askForNewAddress(req, accounts);
    res.status(202).end();
  });

  router.put('/email-changes', async (req, res) => {
    await changeAddress(req, res, accounts);
    if (req.user) tellToken(req, res);
    res.status(204).end();
  });

  router.use(tellTheWay);
  return router;
}

/** Where a new link can be asked for. */
const WAYS: Record<Purpose, string> = {
  reset: 'POST /api/password-resets',
  confirm: 'POST /api/confirmations',
  change: 'POST /api/email-changes',
};

const tellTheWay: ErrorRequestHandler = (error, _req, _res, next) => {
  if (!(error instanceof LinkOver)) return next(error);
  const { status, message, purpose } = error;
  next(new AppError(status, `${message} ${WAYS[purpose]} sends a new one.`));
};
