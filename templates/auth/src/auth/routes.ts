import { type Request, Router } from 'express';
import { logEvent } from '../log.ts';
import {
  describeSession,
  type Forms,
  page,
  pathAfterLogin,
  signedOutOnly,
  toAccount,
} from '../pages.ts';
import type { SessionStore } from '../session/store.ts';
import { type Accounts, changeOwnPassword, logIn, register } from './accounts.ts';
import { currentUser, signedIn } from './guard.ts';
import { signOut } from './sign-in.ts';
import { listSessions, revokeOtherSessions, revokeSession } from './users.ts';

/** Register, log in and out, see the account, and change it. */
export function accountRoutes(accounts: Accounts): Router {
  const { store } = accounts;
  const router = Router();

  router.get('/register', signedOutOnly, (req, res) => {
    page(req, res, 'register', { title: 'Register', next: req.query.next });
  });

  router.post('/register', signedOutOnly, async (req, res) => {
    await register(req, res, accounts);
    res.redirect(303, pathAfterLogin(req));
  });

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

  router.get('/account', signedIn, async (req, res) => {
    const sessions = await sessionsOf(req, store);
    page(req, res, 'account', { title: 'Your account', sessions });
  });

  router.post('/account/password', signedIn, async (req, res) => {
    await changeOwnPassword(req, res, accounts);
    await toAccount(req, res, 'Your password is changed. All other sessions have ended.');
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

/** The forms that these routes take. */
export function accountForms({ store }: Accounts): Forms {
  const more = async (req: Request) => ({ sessions: await sessionsOf(req, store) });
  return {
    '/register': { view: 'register', title: 'Register' },
    '/login': { view: 'login', title: 'Log in' },
    '/account/password': { view: 'account', title: 'Your account', more },
  };
}

/** The sessions of the user in words, this one first. */
async function sessionsOf(req: Request, store: SessionStore) {
  const current = store.documentId(req.sessionID);
  const sessions = await listSessions(store, currentUser(req)._id.toHexString(), current);
  return sessions.map(describeSession).sort((a, b) => Number(b.current) - Number(a.current));
}
