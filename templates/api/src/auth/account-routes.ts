import { type Request, Router } from 'express';
import { type Accounts, changeOwnPassword, register } from './accounts.ts';
import { currentUser, signedIn } from './guard.ts';

/** Register, and change an account, below `/api`. */
export function accountRoutes(accounts: Accounts): Router {
  const router = Router();

  router.post('/users', async (req, res) => {
    await register(req, accounts);
    res.status(201).json(account(req));
  });

  router.put('/password', signedIn, async (req, res) => {
    await changeOwnPassword(req, accounts);
    res.status(204).end();
  });

  return router;
}

/** What a front end is told of the signed-in user. */
export function account(req: Request) {
  const { email, createdAt } = currentUser(req);
  return { email, createdAt };
}
