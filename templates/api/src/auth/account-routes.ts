import { type Request, type Response, Router } from 'express';
import { type Accounts, changeOwnPassword, register } from './accounts.ts';
import { Refused } from './authenticate.ts';
import { currentUser, signedIn } from './guard.ts';

/** Register, and change an account, below `/api`. */
export function accountRoutes(accounts: Accounts): Router {
  const router = Router();

  router.post('/users', async (req, res) => {
    if (req.user) throw new Refused(409, 'You are logged in. Log out before you register.');
    await register(req, res, accounts);
    tellToken(req, res);
    res.status(201).json(account(req));
  });

  router.put('/password', signedIn, async (req, res) => {
    await changeOwnPassword(req, res, accounts);
    tellToken(req, res);
    res.status(204).end();
  });

  return router;
}

/** What a front end is told of the signed-in user. */
export function account(req: Request) {
  const { email, createdAt } = currentUser(req);
  return { email, createdAt };
}

/** Whatever renews the session renews its token: the front end need not ask for it. */
export function tellToken(req: Request, res: Response) {
  res.set('X-CSRF-Token', req.session.csrfToken);
}
