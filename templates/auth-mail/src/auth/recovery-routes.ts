import { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import { type Forms, page, toAccount } from '../pages.ts';
import type { Accounts } from './accounts.ts';
import { requireRecent, signedIn } from './guard.ts';
import {
  askForConfirmation,
  askForNewAddress,
  changeAddress,
  confirmAddress,
  forgotPassword,
  LinkOver,
  ownerOfLink,
  resetPassword,
} from './recovery.ts';
import { accountOf } from './routes.ts';
import type { Purpose } from './tokens.ts';

const FORGOTTEN = 'Forgotten your password?';
const NEW_PASSWORD = 'Choose a new password';

/** All that goes by a link in a mail. A GET leaves the link as it is: the page has a button for what it does. */
export function recoveryRoutes(accounts: Accounts): Router {
  const router = Router();

  router.get('/forgot-password', (req, res) => {
    page(req, res, 'forgot-password', { title: FORGOTTEN });
  });

  router.post('/forgot-password', async (req, res) => {
    await forgotPassword(req, accounts);
    page(req, res, 'mail-sent', { title: 'Look into your mailbox', address: req.body.email });
  });

  router.get('/reset-password', async (req, res) => {
    const values = await resetPage(req.query.token, accounts);
    linkPage(req, res, 'reset-password', { title: NEW_PASSWORD, ...values });
  });

  router.post('/reset-password', async (req, res) => {
    await resetPassword(req, accounts);
    res.redirect(303, '/login?done=reset');
  });

  router.get('/confirm', async (req, res) => {
    const { token } = req.query;
    const { address } = await ownerOfLink('confirm', token, accounts);
    const title = 'Confirm your address';
    linkPage(req, res, 'use-link', { title, action: '/confirm', address, token });
  });

  router.post('/confirm', async (req, res) => {
    await confirmAddress(req, accounts);
    if (!req.user) return res.redirect(303, '/login?done=confirmed');
    await toAccount(req, res, 'Your address is confirmed.');
  });

  router.post('/account/confirmation', signedIn, async (req, res) => {
    await askForConfirmation(req, accounts);
    await toAccount(req, res, 'A mail with a link is on its way.');
  });

  router.post('/account/email', signedIn, requireRecent(accounts.config), async (req, res) => {
    const address = await askForNewAddress(req, accounts);
    await toAccount(req, res, `A mail with a link is on its way to ${address}.`);
  });

  router.get('/confirm-email', async (req, res) => {
    const { token } = req.query;
    const { address } = await ownerOfLink('change', token, accounts);
    const title = 'Use this address';
    linkPage(req, res, 'use-link', { title, action: '/confirm-email', address, token });
  });

  router.post('/confirm-email', async (req, res) => {
    await changeAddress(req, res, accounts);
    if (!req.user) return res.redirect(303, '/login?done=changed');
    await toAccount(req, res, 'Your address is changed. All other sessions have ended.');
  });

  router.use(linkOverPage);
  return router;
}

/** The forms that these routes take. */
export function recoveryForms(accounts: Accounts): Forms {
  const ofAccount = (req: Request) => accountOf(req, accounts);
  const ofReset = (req: Request) => resetPage(req.body.token, accounts);
  return {
    '/forgot-password': { view: 'forgot-password', title: FORGOTTEN },
    '/reset-password': { view: 'reset-password', title: NEW_PASSWORD, more: ofReset },
    '/account/email': { view: 'account', title: 'Your account', more: ofAccount },
    '/account/confirmation': { view: 'account', title: 'Your account', more: ofAccount },
  };
}

async function resetPage(token: unknown, accounts: Accounts) {
  const { address } = await ownerOfLink('reset', token, accounts);
  return { address, token };
}

/** A page with a token in its address, which is told to nobody else. */
function linkPage(req: Request, res: Response, view: string, values: object) {
  res.set('Referrer-Policy', 'no-referrer');
  page(req, res, view, values);
}

/** Where a new link can be asked for. */
const WAYS: Record<Purpose, { href: string; words: string }> = {
  reset: { href: '/forgot-password', words: 'Ask for a new link' },
  confirm: { href: '/account', words: 'Ask for a new link in your account' },
  change: { href: '/account', words: 'Ask for a new link in your account' },
};

const linkOverPage: ErrorRequestHandler = (error, req, res, next) => {
  if (!(error instanceof LinkOver)) return next(error);
  const { status, message, purpose } = error;
  res.status(status);
  linkPage(req, res, 'link-over', { title: 'This link is over', message, way: WAYS[purpose] });
};
