import { isOfRequest } from '../express-app/request.ts';
import type { Occurrence } from '../express-app/trace.ts';
import { optionsOf, type Value } from '../express-app/values.ts';
import { DATABASES } from './databases.ts';
import { calledName } from './deeds.ts';

const HASHES =
  /^(bcrypt|bcryptjs|bcrypt-nodejs|@node-rs\/bcrypt|@node-rs\/argon2|argon2|scrypt-kdf|password-hash|credential)$/;
const IN_WORDS =
  /(compare|verify|check|valid|match|correct)\w*pass|pass\w*(compare|verify|check|valid|match|correct)/i;

/** Whether a deed finds out whether a password is right. */
export function checksPassword(deed: Occurrence): boolean {
  if (deed.what === 'compares') return comparesPassword(deed.values);
  if (deed.what !== 'calls') return false;
  const { callee, args } = deed;
  if (callee.kind === 'external' && HASHES.test(callee.package))
    return /compare|verify/i.test(callee.path);
  const name = calledName(deed);
  // A rule about its form, of a package, checks nothing; the method of a document is the owner's own.
  const isOwn = callee.kind !== 'external' || DATABASES.test(callee.package);
  if (isOwn && IN_WORDS.test(name)) return true;
  if (/^\.timingSafeEqual$/.test(callee.kind === 'external' ? callee.path : ''))
    return args.some(isPassword);
  return /^find(One)?$/.test(name) && args.some(asksForPassword);
}

function comparesPassword(values: readonly Value[]): boolean {
  const other = values.find((value) => !optionsOf(value).some(isOfRequest));
  if (!values.some(isPassword) || !other) return false;
  return other.kind !== 'literal' || (typeof other.value === 'string' && other.value !== '');
}

/** `req.body.password`. */
function isPassword(value: Value): boolean {
  return optionsOf(value).some(
    (one) => isOfRequest(one) && /^\.body\.(password|passwd|pass|pwd)$/i.test(one.path),
  );
}

/** `{ email, password: req.body.password }` */
function asksForPassword(value: Value): boolean {
  return value.kind === 'object' && [...value.properties.values()].some(isPassword);
}
