import { Router } from 'express';
import { account } from './account-routes.ts';
import { type Accounts, logIn } from './accounts.ts';
import { listSessions, revokeSession } from './active-sessions.ts';
import { currentUser, signedIn } from './guard.ts';
import { signOut } from './sign-in.ts';

/** Log in, log out, list and end sessions, below `/api`. */
export function sessionRoutes(accounts: Accounts): Router {
  const { store } = accounts;
  const router = Router();

  router.get('/csrf', signedIn, (req, res) => {
    res.json({ token: req.session.csrfToken });
  });

  router.get('/session', signedIn, (req, res) => {
    res.json(account(req));
  });

  router.post('/session', async (req, res) => {
    await logIn(req, accounts);
    res.status(201).json(account(req));
  });

  router.delete('/session', signedIn, async (req, res) => {
    req.log.info({ event: 'logout', user: currentUser(req)._id }, 'logged out');
    await signOut(req, res, accounts);
    res.status(204).end();
  });

  router.get('/sessions', signedIn, async (req, res) => {
    res.json(await listSessions(store, req));
  });

  router.delete('/sessions/:id', signedIn, async (req, res, next) => {
    const user = currentUser(req);
    const isOwn = store.documentId(req.sessionID) === req.params.id;
    if (!(await revokeSession(store, user._id.toHexString(), String(req.params.id)))) return next();
    req.log.info({ event: 'session-revoked', user: user._id }, 'session ended');
    if (isOwn) await signOut(req, res, accounts);
    res.status(204).end();
  });

  return router;
}
