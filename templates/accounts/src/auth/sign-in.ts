import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Request, Response } from 'express';
import type { SessionData } from 'express-session';
import type { Config } from '../config.ts';
import { forgetSession, leaveSession } from '../session/middleware.ts';
import type { SessionStore } from '../session/store.ts';
import { digestOf, keepNewest, type User } from './users.ts';

declare module 'express-session' {
  interface SessionData {
    /** Of the signed-in user, as text. */
    userId: string;
    /** The user's `version` at sign-in: a changed password leaves it behind. */
    version: number;
    csrfToken: string;
    userAgent: string;
    /** When the password was given last: milliseconds since 1970. */
    recentAt: number;
    /** Shown once, on the next page. */
    flash: string;
  }
}

export interface SignInOptions extends DeviceOptions {
  store: SessionStore;
}

/** How long a session lasts, and when its user has shown who they are. */
export type Stay = Pick<SessionData, 'idle' | 'ends' | 'recentAt'>;

/** Who comes in, and for how long. */
export interface Arrival {
  user: User;
  stay: Stay;
}

/** The stay of somebody who has just given the password: as long as any, or as long as they ask for. */
export function newStay({ rememberFor }: Config, isRemembered: boolean): Stay {
  const now = Date.now();
  if (!isRemembered) return { recentAt: now };
  return { recentAt: now, idle: rememberFor / 2, ends: now + rememberFor };
}

/** The stay that a session has, for one that takes its place. */
export function stayOf({ idle, ends, recentAt = 0 }: Partial<SessionData>): Stay {
  return { recentAt, ...(ends !== undefined && { idle, ends }) };
}

/**
 * Signs a user in. The session gets a new id, so that nobody can have planted it (ASVS 7.2.4), and is
 * stored before the answer: the client must not hold a cookie that the database lacks.
 */
export async function signIn(req: Request, res: Response, who: Arrival, options: SignInOptions) {
  const { user, stay } = who;
  const { config, store } = options;
  const userId = user._id.toHexString();
  try {
    await promisify(store.regenerate).call(store, req);
    Object.assign(req.session, stay);
    // Without a date the browser forgets the cookie when it is closed.
    if (stay.ends !== undefined) req.session.cookie.expires = new Date(stay.ends);
    req.session.userId = userId;
    req.session.version = user.version;
    req.session.csrfToken = randomBytes(32).toString('base64url');
    req.session.userAgent = (req.get('user-agent') ?? '').slice(0, 200);
    await promisify(req.session.save).call(req.session);
  } catch (error) {
    forgetSession(req);
    throw error;
  }
  req.user = user;
  rememberDevice(res, digestOf(user.email), options);
  // The user is signed in by now. What is too much ends with the next login.
  await keepNewest(store, userId, config.sessionLimit).catch(({ message }) =>
    req.log.warn(message),
  );
}

/** Signs the visitor out: the session is gone from the database, the cookie from the browser. */
export async function signOut(req: Request, res: Response, { config, store }: SignInOptions) {
  req.user = undefined;
  try {
    if (req.sessionID) await promisify(store.destroy).call(store, req.sessionID);
  } catch (error) {
    forgetSession(req);
    throw error;
  }
  res.clearCookie(config.cookieName, config.cookie);
  leaveSession(req);
}

const LIFETIME = 365 * 24 * 3_600_000;
/** Accounts that one browser is remembered for: families share one. */
const LONGEST_LIST = 5;

/** What a browser is recognised with. */
export interface DeviceOptions {
  config: Config;
  /** The newest first. */
  secrets: readonly string[];
}

/**
 * The id of this browser, when it has signed in to the account before: guesses from elsewhere do not hold it up then
 * (OWASP, "Slow down online guessing attacks with device cookies"). It signs nobody in.
 */
export function knownDevice(req: Request, account: string, { config, secrets }: DeviceOptions) {
  const { id, tags } = readCookie(req, config);
  const isKnown = secrets.some((secret) =>
    tags.some((tag) => isEqual(tag, sign(id, account, secret))),
  );
  return isKnown ? id : undefined;
}

/** Remembers that this browser has signed in to the account. */
export function rememberDevice(res: Response, account: string, { config, secrets }: DeviceOptions) {
  const { id, tags } = readCookie(res.req, config);
  const [newest = ''] = secrets;
  const tag = sign(id, account, newest);
  const others = tags.filter((other) => other !== tag);
  const value = [id, tag, ...others].slice(0, LONGEST_LIST + 1).join('.');
  res.cookie(nameOf(config), value, { ...config.cookie, maxAge: LIFETIME });
}

/** An id, and a tag for each account. The address of an account is not in it. */
function readCookie(req: Request, config: Config) {
  const cookies = (req.headers.cookie ?? '').split('; ');
  const prefix = `${nameOf(config)}=`;
  const value = cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length);
  const [id = '', ...tags] = value?.split('.') ?? [];
  return id.length === 22
    ? { id, tags: tags.slice(0, LONGEST_LIST) }
    : { id: randomBytes(16).toString('base64url'), tags: [] };
}

function nameOf({ cookieName }: Config): string {
  return cookieName.replace(/session$/, 'device');
}

function sign(id: string, account: string, secret: string): string {
  return createHmac('sha256', secret).update(`device ${id} ${account}`).digest('base64url');
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
