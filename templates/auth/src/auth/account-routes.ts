import { type Request, Router } from 'express';
import {
  describeSession,
  type Forms,
  page,
  pathAfterLogin,
  signedOutOnly,
  toAccount,
} from '../pages.ts';
import type { SessionStore } from '../session/store.ts';
import { type Accounts, changeOwnPassword, register } from './accounts.ts';
import { listSessions } from './active-sessions.ts';
import { currentUser, signedIn } from './guard.ts';

/** Register, see the account, and change it. */
export function accountRoutes(accounts: Accounts): Router {
  const router = Router();

  router.get('/register', signedOutOnly, (req, res) => {
    page(req, res, 'register', { title: 'Register', next: req.query.next });
  });

  router.post('/register', signedOutOnly, async (req, res) => {
    await register(req, res, accounts);
    res.redirect(303, pathAfterLogin(req));
  });

  router.get('/account', signedIn, async (req, res) => {
    const sessions = await sessionsOf(req, accounts.store);
    page(req, res, 'account', { title: 'Your account', sessions });
  });

  router.post('/account/password', signedIn, async (req, res) => {
    await changeOwnPassword(req, res, accounts);
    await toAccount(req, res, 'Your password is changed. All other sessions have ended.');
  });

  return router;
}

/** The forms that these routes take. */
export function accountForms({ store }: Accounts): Forms {
  const more = async (req: Request) => ({ sessions: await sessionsOf(req, store) });
  return {
    '/register': { view: 'register', title: 'Register' },
    '/account/password': { view: 'account', title: 'Your account', more },
  };
}

/** The sessions of the user in words, this one first. */
async function sessionsOf(req: Request, store: SessionStore) {
  const current = store.documentId(req.sessionID);
  const sessions = await listSessions(store, currentUser(req)._id.toHexString(), current);
  return sessions.map(describeSession).sort((a, b) => Number(b.current) - Number(a.current));
}
