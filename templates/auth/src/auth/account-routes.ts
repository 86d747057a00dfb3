import { type Request, Router } from 'express';
import { page, signedOutOnly, submit, toAccount } from '../pages.ts';
import type { SessionStore } from '../session/store.ts';
import { type Accounts, changeOwnPassword, register } from './accounts.ts';
import { listSessions } from './active-sessions.ts';
import { describeSession } from './describe-session.ts';
import { signedIn } from './guard.ts';
import { safePath } from './safe-path.ts';

/** Register, see the account, and change it. */
export function accountRoutes(accounts: Accounts): Router {
  const { store } = accounts;
  const router = Router();

  router.get('/register', signedOutOnly, (req, res) => {
    page(req, res, 'register', { title: 'Register', next: req.query.next });
  });

  router.post('/register', async (req, res) => {
    const action = async () => {
      await register(req, accounts);
      res.redirect(303, safePath(req.body.next) ?? '/account');
    };
    await submit(req, res, { view: 'register', title: 'Register', action });
  });

  router.get('/account', signedIn, async (req, res) => {
    page(req, res, 'account', { title: 'Your account', sessions: await sessionsOf(store, req) });
  });

  router.post('/account/password', signedIn, async (req, res) => {
    const values = { sessions: await sessionsOf(store, req) };
    const action = async () => {
      await changeOwnPassword(req, accounts);
      await toAccount(req, res, 'Your password is changed. All other sessions have ended.');
    };
    await submit(req, res, { view: 'account', title: 'Your account', action, values });
  });

  return router;
}

/** The sessions of the user in words, this one first. */
async function sessionsOf(store: SessionStore, req: Request) {
  const sessions = await listSessions(store, req);
  return sessions.map(describeSession).sort((a, b) => Number(b.current) - Number(a.current));
}
