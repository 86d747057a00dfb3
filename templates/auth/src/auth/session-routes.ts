import { Router } from 'express';
import { logEvent } from '../log.ts';
import { type Forms, page, pathAfterLogin, signedOutOnly, toAccount } from '../pages.ts';
import { type Accounts, logIn } from './accounts.ts';
import { revokeOtherSessions, revokeSession } from './active-sessions.ts';
import { currentUser, signedIn } from './guard.ts';
import { signOut } from './sign-in.ts';

/** The forms that these routes take. */
export const sessionForms: Forms = { '/login': { view: 'login', title: 'Log in' } };

/** Log in, log out, and end other sessions. */
export function sessionRoutes(accounts: Accounts): Router {
  const { store } = accounts;
  const router = Router();

  router.get('/login', signedOutOnly, (req, res) => {
    page(req, res, 'login', { title: 'Log in', next: req.query.next });
  });

  router.post('/login', async (req, res) => {
    await logIn(req, res, accounts);
    res.redirect(303, pathAfterLogin(req));
  });

  router.post('/logout', async (req, res) => {
    if (req.user) logEvent(req, 'logout');
    await signOut(req, res, accounts);
    res.redirect(303, '/');
  });

  router.post('/account/sessions/revoke-others', signedIn, async (req, res) => {
    const userId = currentUser(req)._id.toHexString();
    await revokeOtherSessions(store, userId, store.documentId(req.sessionID));
    logEvent(req, 'sessions-revoked');
    await toAccount(req, res, 'All other sessions have ended.');
  });

  router.post('/account/sessions/:id/revoke', signedIn, async (req, res, next) => {
    const id = String(req.params.id);
    const isOwn = store.documentId(req.sessionID) === id;
    if (!(await revokeSession(store, currentUser(req)._id.toHexString(), id))) return next();
    logEvent(req, 'session-revoked');
    if (!isOwn) return toAccount(req, res, 'The session has ended.');
    await signOut(req, res, accounts);
    res.redirect(303, '/');
  });

  return router;
}
