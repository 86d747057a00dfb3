import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Config } from '../config.ts';

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
