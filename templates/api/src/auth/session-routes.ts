import { Router } from 'express';
import { logEvent } from '../log.ts';
import { account, tellToken } from './account-routes.ts';
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
    await logIn(req, res, accounts);
    tellToken(req, res);
    res.status(201).json(account(req));
  });

  router.delete('/session', signedIn, async (req, res) => {
    logEvent(req, 'logout');
    await signOut(req, res, accounts);
    res.status(204).end();
  });

  router.get('/sessions', signedIn, async (req, res) => {
    const userId = currentUser(req)._id.toHexString();
    res.json(await listSessions(store, userId, store.documentId(req.sessionID)));
  });

  router.delete('/sessions/:id', signedIn, async (req, res, next) => {
    const id = String(req.params.id);
    const isOwn = store.documentId(req.sessionID) === id;
    if (!(await revokeSession(store, currentUser(req)._id.toHexString(), id))) return next();
    logEvent(req, 'session-revoked');
    if (isOwn) await signOut(req, res, accounts);
    res.status(204).end();
  });

  return router;
}
