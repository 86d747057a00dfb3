import { type Request, type Response, Router } from 'express';
import { logEvent } from '../log.ts';
import { type Accounts, changeOwnPassword, logIn, register } from './accounts.ts';
import { Refused } from './authenticate.ts';
import { currentUser, signedIn } from './guard.ts';
import { signOut } from './sign-in.ts';
import { listSessions, revokeSession } from './users.ts';

/** Register, log in and out, change the password, list and end sessions, below `/api`. */
export function accountRoutes(accounts: Accounts): Router {
  const { store } = accounts;
  const router = Router();

  router.get('/csrf', signedIn, (req, res) => {
    res.json({ token: req.session.csrfToken });
  });

  router.post('/users', async (req, res) => {
    if (req.user) throw new Refused(409, 'You are logged in. Log out before you register.');
    await register(req, res, accounts);
    tellToken(req, res);
    res.status(201).json(account(req));
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

  router.put('/password', signedIn, async (req, res) => {
    await changeOwnPassword(req, res, accounts);
    tellToken(req, res);
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

/** What a front end is told of the signed-in user. */
function account(req: Request) {
  const { email, createdAt } = currentUser(req);
  return { email, createdAt };
}

/** Whatever renews the session renews its token: the front end need not ask for it. */
function tellToken(req: Request, res: Response) {
  res.set('X-CSRF-Token', req.session.csrfToken);
}
