import type { Request, RequestHandler, Response } from 'express';
import { AppError } from '../app-error.ts';
import { logEvent } from '../log.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Circumstances, Messages } from '../mail/messages.ts';
import { parseAddress, TooManyAttempts } from '../security/rate-limit.ts';
import {
  type Authentication,
  counted,
  Refused,
  readFields,
  tell,
  turnOf,
  Unfinished,
} from './authenticate.ts';
import { browserName } from './browser-names.ts';
import { currentUser } from './guard.ts';
import { hashPassword } from './passwords.ts';
import { normaliseEmail, passwordFault } from './rules.ts';
import { type SignInOptions, signIn, stayOf } from './sign-in.ts';
import {
  endTokens,
  findToken,
  issueToken,
  type Purpose,
  type Tokens,
  takeToken,
} from './tokens.ts';
import {
  changeEmail,
  changePassword,
  confirmEmail,
  digestOf,
  endOlderSessions,
  findUser,
  findUserByEmail,
  ONE_PER_ADDRESS,
  type User,
} from './users.ts';

/** What getting back into an account needs. */
export interface Recovery extends SignInOptions, Authentication {
  tokens: Tokens;
  mailer: Mailer;
  messages: Messages;
}

/** A link that was used, is too old, or was never sent. Which of them is not said. */
export class LinkOver extends AppError {
  readonly purpose: Purpose;

  constructor(purpose: Purpose) {
    super(410, 'This link has been used, or is too old.');
    this.purpose = purpose;
  }
}

/**
 * Sends a link for a new password to the account with this address, if there is one. All that depends on it is done
 * beside the request: neither the answer nor its time tells who has an account.
 */
export async function forgotPassword(req: Request, recovery: Recovery) {
  const { users, limit, tokens, mailer, messages } = recovery;
  const { email } = readFields(req, 'email');
  const address = readAddress(email);
  await counted(req, limit.beginMail(req.ip), address);
  logEvent(req, 'reset-asked', address);
  mailer.send(async () => {
    const user = await findUserByEmail(users, address);
    if (!user || !(await mayWrite(req, user, 'reset', recovery))) return undefined;
    return messages.reset(user.email, await issueToken(tokens, 'reset', user));
  });
}

/** The user whom a link was sent to, which stays as it is. Throws LinkOver. */
export async function ownerOfLink(purpose: Purpose, text: unknown, recovery: Recovery) {
  const token = await findToken(recovery.tokens, purpose, text);
  const user = token && (await findUser(recovery.users, token.userId));
  if (!token || !user || user.disabledAt || user.version !== token.version) {
    throw new LinkOver(purpose);
  }
  return { user, address: token.email };
}

/** Sets a new password with a link, and ends all that could be done with the old one. It signs nobody in. */
export async function resetPassword(req: Request, recovery: Recovery) {
  const { users, store, limit, tokens, config } = recovery;
  const { token, password } = readFields(req, 'token', 'password');
  const { user } = await ownerOfLink('reset', token, recovery);
  const fault = passwordFault(password, { email: user.email, appName: config.appName });
  if (fault) throw new Refused(422, 'The new password is not right.', { password: fault });
  const hash = await hashPassword(password, turnOf(req, true));
  if (!(await takeToken(tokens, 'reset', token))) throw new LinkOver('reset');
  // Whoever got the mail has the address.
  const also = { confirmedAt: user.confirmedAt ?? new Date() };
  const changed = await changePassword(users, user, hash, also).catch(
    tell('Your password may be changed: log in with the new one, or else ask for another link.'),
  );
  if (!changed) throw new LinkOver('reset');
  logEvent(req, 'password-reset', user.email);
  warn(req, recovery, 'passwordChanged', user);
  await Promise.all([
    // Sessions and links of an older version count no more, whether or not they can be deleted now.
    endOlderSessions(store, changed),
    endTokens(tokens, changed),
    limit.forgetAccount(digestOf(user.email)),
  ]).catch(({ message }) => req.log.warn(message));
}

/** Sends a new user, or one who asks for it, the link that confirms the address. */
export function sendConfirmation(req: Request, user: User, recovery: Recovery) {
  const { tokens, mailer, messages } = recovery;
  mailer.send(async () => {
    if (!(await mayWrite(req, user, 'confirm', recovery))) return undefined;
    return messages.confirm(user.email, await issueToken(tokens, 'confirm', user));
  });
}

/** Sends the link again to a user who is signed in. */
export async function askForConfirmation(req: Request, recovery: Recovery) {
  const user = currentUser(req);
  if (user.confirmedAt) throw new Refused(409, 'Your address is confirmed already.');
  await counted(req, recovery.limit.beginMail(req.ip));
  sendConfirmation(req, user, recovery);
}

/** Confirms the address that a link was sent to. */
export async function confirmAddress(req: Request, recovery: Recovery) {
  const { user } = await useLink(req, 'confirm', recovery);
  await confirmEmail(recovery.users, user).catch(
    tell('Your address may be confirmed. If it is not, ask for another link.'),
  );
  logEvent(req, 'address-confirmed', user.email);
}

/**
 * Sends a link to the address that the signed-in user wants to have, and tells the one they have. Whether somebody
 * else has it is told to nobody but the owner of the mailbox, once the link has come back.
 */
export async function askForNewAddress(req: Request, recovery: Recovery) {
  const { limit, tokens, mailer, messages } = recovery;
  const user = currentUser(req);
  const { email } = readFields(req, 'email');
  const address = readAddress(email);
  if (address === user.email) {
    throw new Refused(422, 'Some fields are not right.', {
      email: 'This is your address already.',
    });
  }
  await expectOnePerAddress(recovery);
  await counted(req, limit.beginMail(req.ip));
  logEvent(req, 'address-asked');
  const warning = messages.changeAsked(user.email, circumstancesOf(req));
  mailer.send(async () => {
    if (!(await mayWrite(req, user, 'change', recovery))) return undefined;
    mailer.send(async () => warning);
    return messages.change(address, await issueToken(tokens, 'change', user, address));
  });
  return address;
}

/** Gives an account the address that a link was sent to. All other sessions end, as when the password changes. */
export async function changeAddress(req: Request, res: Response, recovery: Recovery) {
  const { users, store, tokens } = recovery;
  await expectOnePerAddress(recovery);
  const { user, address } = await useLink(req, 'change', recovery);
  const changed = await changeEmail(users, user, address).catch(
    tell('Your address may be changed: log in with the new one, or else with the old one.'),
  );
  if (changed === 'taken') throw new Refused(409, 'There is an account with this address.');
  if (!changed) throw new LinkOver('change');
  logEvent(req, 'address-changed', address);
  warn(req, recovery, 'changeDone', user);
  const isHere = req.user?._id.equals(user._id) ?? false;
  const kept = isHere ? store.documentId(req.sessionID) : undefined;
  await Promise.all([
    Promise.all([endOlderSessions(store, changed, kept), endTokens(tokens, changed)]).catch(
      ({ message }) => req.log.warn(message),
    ),
    isHere &&
      signIn(req, res, { user: changed, stay: stayOf(req.session) }, recovery).catch(
        tell('Your address is changed. Log in with it.'),
      ),
  ]);
}

type Warning = 'passwordChanged' | 'changeDone' | 'deleted';

/** Tells the owner of an account what was done, by a mail without a link. */
export function warn(req: Request, recovery: Recovery, what: Warning, { email }: User) {
  const warning = recovery.messages[what](email, circumstancesOf(req));
  recovery.mailer.send(async () => warning);
}

function circumstancesOf(req: Request): Circumstances {
  const browser = browserName(req.get('user-agent') ?? '');
  return { at: new Date(), browser, address: parseAddress(req.ip)?.toString() ?? 'unknown' };
}

/** Lets those through whose address is confirmed, for routes that need it. It goes after `signedIn`. */
export const requireConfirmed: RequestHandler = (req, _res, next) => {
  const isConfirmed = currentUser(req).confirmedAt !== undefined;
  const message = 'Confirm your e-mail address first.';
  next(isConfirmed ? undefined : new AppError(403, message, { type: 'confirmation-needed' }));
};

/** Takes a link out, and finds whose it is. Throws LinkOver. */
async function useLink(req: Request, purpose: Purpose, recovery: Recovery) {
  const { token } = readFields(req, 'token');
  const owner = await ownerOfLink(purpose, token, recovery);
  if (!(await takeToken(recovery.tokens, purpose, token))) throw new LinkOver(purpose);
  return owner;
}

/**
 * Whether a user is still as they were, and may get one more mail of this kind: a mail begins a moment after its request,
 * and nobody is to flood a mailbox.
 */
async function mayWrite(req: Request, user: User, purpose: Purpose, recovery: Recovery) {
  const { users, limit } = recovery;
  const now = await findUser(users, user._id);
  if (!now || now.disabledAt || now.version !== user.version) return false;
  try {
    await counted(req, limit.beginMailTo(user._id.toHexString(), purpose), user.email);
    return true;
  } catch (error) {
    if (error instanceof TooManyAttempts) return false;
    throw error;
  }
}

async function expectOnePerAddress({ store }: Recovery) {
  if (await store.lacks(ONE_PER_ADDRESS)) {
    throw new Unfinished(503, 'No address can be changed at this moment. Try again later.');
  }
}

function readAddress(email: string): string {
  const address = normaliseEmail(email);
  if (address) return address;
  const fault = 'This is no e-mail address.';
  throw new Refused(422, fault, { email: fault });
}
