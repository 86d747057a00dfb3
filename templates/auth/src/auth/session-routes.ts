import { Router } from 'express';
import { page, signedOutOnly, submit, toAccount } from '../pages.ts';
import { requireToken } from '../security/csrf.ts';
import { type Accounts, logIn } from './accounts.ts';
import { revokeOtherSessions, revokeSession } from './active-sessions.ts';
import { currentUser, signedIn } from './guard.ts';
import { safePath } from './safe-path.ts';
import { signOut } from './sign-in.ts';

/** Log in, log out, and end other sessions. */
export function sessionRoutes(accounts: Accounts): Router {
  const { store } = accounts;
  const router = Router();

  router.get('/login', signedOutOnly, (req, res) => {
    page(req, res, 'login', { title: 'Log in', next: req.query.next });
  });

  router.post('/login', async (req, res) => {
    const action = async () => {
      await logIn(req, accounts);
      res.redirect(303, safePath(req.body.next) ?? '/account');
    };
    await submit(req, res, { view: 'login', title: 'Log in', action });
  });

  router.post('/logout', requireToken, async (req, res) => {
    if (req.user) req.log.info({ event: 'logout', user: req.user._id }, 'logged out');
    await signOut(req, res, accounts);
    res.redirect(303, '/');
  });

  router.post('/account/sessions/revoke-others', signedIn, requireToken, async (req, res) => {
    await revokeOtherSessions(store, req);
    req.log.info({ event: 'sessions-revoked', user: currentUser(req)._id }, 'other sessions ended');
    await toAccount(req, res, 'All other sessions have ended.');
  });

  router.post('/account/sessions/:id/revoke', signedIn, requireToken, async (req, res, next) => {
    const user = currentUser(req);
    const isOwn = store.documentId(req.sessionID) === req.params.id;
    if (!(await revokeSession(store, user._id.toHexString(), String(req.params.id)))) return next();
    req.log.info({ event: 'session-revoked', user: user._id }, 'session ended');
    if (isOwn) {
      await signOut(req, res, accounts);
      return res.redirect(303, '/');
    }
    await toAccount(req, res, 'The session has ended.');
  });

  return router;
}
