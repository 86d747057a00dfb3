import { type Request, type Response, Router } from 'express';
import { SignedOut } from '../errors.ts';
import { type Accounts, changeOwnPassword, logIn, register } from './accounts.ts';
import { listSessions, revokeSession } from './active-sessions.ts';
import { currentUser, requireUser } from './guard.ts';
import { signOut } from './sign-in.ts';

/** Lets signed-in users through; others are answered 401. */
export const signedIn = requireUser((_req, _res, next) => next(new SignedOut()));

/** Everything about an account, below `/api`. */
export function authRoutes(accounts: Accounts): Router {
  const { store } = accounts;
  const router = Router();

  router.get('/csrf', signedIn, (req, res) => {
    res.json({ token: req.session.csrfToken });
  });

  router.post('/users', async (req, res) => {
    await register(req, accounts);
    res.status(201).json(account(req));
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

  router.put('/password', signedIn, async (req, res) => {
    await changeOwnPassword(req, accounts);
    res.status(204).end();
  });

  router.get('/sessions', signedIn, async (req, res) => {
    res.json(await listSessions(store, req));
  });

  router.delete('/sessions/:id', signedIn, async (req: Request, res: Response, next) => {
    const user = currentUser(req);
    const isOwn = store.documentId(req.sessionID) === req.params.id;
    if (!(await revokeSession(store, user._id.toHexString(), String(req.params.id)))) return next();
    req.log.info({ event: 'session-revoked', user: user._id }, 'session ended');
    if (isOwn) await signOut(req, res, accounts);
    res.status(204).end();
  });

  return router;
}

function account(req: Request) {
  const { email, createdAt } = currentUser(req);
  return { email, createdAt };
}
