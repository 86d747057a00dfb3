import { promisify } from 'node:util';
import { type Request, type Response, Router } from 'express';
import { Forbidden, requireToken, verifyToken } from '../security/csrf.ts';
import { TooManyAttempts } from '../security/rate-limit.ts';
import type { SessionStore } from '../session/store.ts';
import { type Accounts, changeOwnPassword, logIn, Refused, register } from './accounts.ts';
import { listSessions, revokeOtherSessions, revokeSession } from './active-sessions.ts';
import { describeSession } from './describe-session.ts';
import { currentUser, requireUser } from './guard.ts';
import { safePath } from './safe-path.ts';
import { signOut } from './sign-in.ts';

/** Lets signed-in users through; others are asked to log in. */
export const signedIn = requireUser(askToSignIn);

/** Pages and forms for everything about an account. */
export function authRoutes(accounts: Accounts): Router {
  const { store } = accounts;
  const router = Router();

  router.get('/', (req, res) => {
    page(req, res, 'home', { title: 'Welcome' });
  });

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

  router.get('/account', signedIn, async (req, res) => {
    page(req, res, 'account', { title: 'Your account', sessions: await sessionsOf(store, req) });
  });

  router.post('/account/password', signedIn, async (req, res) => {
    const sessions = await sessionsOf(store, req);
    const action = async () => {
      await changeOwnPassword(req, accounts);
      await toAccount(req, res, 'Your password is changed. All other sessions have ended.');
    };
    await submit(req, res, {
      view: 'account',
      title: 'Your account',
      action,
      values: { sessions },
    });
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

/** The sessions of the user in words, this one first. */
async function sessionsOf(store: SessionStore, req: Request) {
  const sessions = await listSessions(store, req);
  return sessions.map(describeSession).sort((a, b) => Number(b.current) - Number(a.current));
}

/** Leads to the account with a message. It is stored first: browsers follow before the response has ended. */
async function toAccount(req: Request, res: Response, flash: string) {
  req.session.flash = flash;
  await promisify(req.session.save).call(req.session);
  res.redirect(303, '/account');
}

interface FormFault extends Error {
  status: number;
  fields?: Readonly<Record<string, string>>;
  seconds?: number;
}

/** Renders a page with what every page shows: who is signed in, the token of its forms, a message. */
export function page(req: Request, res: Response, view: string, values: object) {
  const { csrfToken, flash } = req.session ?? {};
  if (flash !== undefined) req.session.flash = undefined;
  const nothing = { faults: {}, values: {}, message: undefined, next: undefined };
  res.render(view, { ...nothing, user: req.user, csrfToken, flash, ...values });
}

interface Submission {
  view: string;
  title: string;
  action: () => Promise<void>;
  /** What the page needs besides. */
  values?: object;
}

/** Does what a form asks for. A refused form comes back with what was typed, never with a password. */
async function submit(req: Request, res: Response, submission: Submission) {
  const { view, title, action, values = {} } = submission;
  try {
    verifyToken(req);
    await action();
  } catch (error) {
    const isForUser = [Refused, TooManyAttempts, Forbidden].some((kind) => error instanceof kind);
    if (!isForUser) throw error;
    const { status, message, fields = {}, seconds } = error as FormFault;
    if (seconds !== undefined) res.set('Retry-After', String(seconds));
    const { email, next } = req.body ?? {};
    // An address that is taken is a field like any other here.
    res.status(status === 409 ? 422 : status);
    page(req, res, view, { title, message, faults: fields, values: { email }, next, ...values });
  }
}

function signedOutOnly(req: Request, res: Response, next: () => void) {
  if (req.user) return res.redirect(303, '/account');
  next();
}

function askToSignIn(req: Request, res: Response) {
  if (['GET', 'HEAD'].includes(req.method)) {
    return res.redirect(303, `/login?next=${encodeURIComponent(req.originalUrl)}`);
  }
  res.status(401);
  const message = 'Your session has ended. Log in again.';
  page(req, res, 'login', { title: 'Log in', message, next: '/account' });
}
