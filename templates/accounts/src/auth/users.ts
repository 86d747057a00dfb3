import { hash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { type Collection, type Db, ObjectId } from 'mongodb';
import { answer, isDuplicate, MAJORITY } from '../database.ts';
import type { Index } from '../session/connection.ts';

export interface User {
  _id: ObjectId;
  email: string;
  /** A PHC string. */
  password: string;
  /** Grows with every change of the password; sessions and logins begun before it count no more. */
  version: number;
  createdAt: Date;
  passwordChangedAt?: Date;
  disabledAt?: Date;
}

const COLLECTION = 'users';

export type Users = Collection<User>;

export function usersOf(db: Db): Users {
  return db.collection(COLLECTION, { readPreference: 'primary' });
}

/** One account per address. */
export const ONE_PER_ADDRESS: Index = {
  collection: COLLECTION,
  key: { email: 1 },
  options: { unique: true },
};

/** A mailbox before the `@`, as RFC 5322 has it without quotes, and in any script (RFC 6532). */
const LOCAL_PART =
  /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const LONGEST_LOCAL_PART = 64;
const LONGEST_ADDRESS = 254;
const DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** Letters and marks that nobody sees: two addresses would look like one. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;

/**
 * An address as it is stored and looked for, or undefined when it is none: one spelling per mailbox. The domain is
 * compared as DNS does, and the whole in one case, although a mail server might tell `Ann@` from `ann@`.
 */
export function normaliseEmail(text: string): string | undefined {
  const whole = text.trim().normalize('NFKC').toLowerCase().normalize('NFKC');
  const at = whole.lastIndexOf('@');
  const [local, domain] = [whole.slice(0, at), whole.slice(at + 1)];
  const isWritten = at > 0 && LOCAL_PART.test(local) && DOMAIN.test(domain);
  if (!isWritten || INVISIBLE.test(whole) || Buffer.byteLength(local) > LONGEST_LOCAL_PART)
    return undefined;
  const ascii = domainToASCII(domain);
  const labels = ascii.split('.');
  const isHost = labels.length > 1 && labels.every((label) => LABEL.test(label));
  const email = `${local}@${ascii}`;
  // Without a letter in its last label it is a number of the network.
  if (!isHost || !/[a-z]/.test(labels.at(-1) ?? '') || Buffer.byteLength(email) > LONGEST_ADDRESS)
    return undefined;
  return email;
}

/** Names an account in counts and in the log, where its address has no place. */
export function digestOf(email: string): string {
  return hash('sha256', email, 'base64url').slice(0, 22);
}

export function findUserByEmail(users: Users, email: string): Promise<User | null> {
  return answer(users.findOne({ email }));
}

export function findUser(users: Users, _id: ObjectId): Promise<User | null> {
  return answer(users.findOne({ _id }));
}

/** Returns the new user, or undefined when the address is taken. */
export function createUser(users: Users, email: string, password: string) {
  const user: User = { _id: new ObjectId(), email, password, version: 1, createdAt: new Date() };
  const inserting = users.insertOne(user, MAJORITY).then(
    () => user,
    (error) => {
      if (isDuplicate(error)) return undefined;
      throw error;
    },
  );
  return answer(inserting);
}

/** Stores a new password, unless another request has changed it in the meantime. Returns the user as it is then. */
export function changePassword(users: Users, { _id, version }: User, password: string) {
  return answer(
    users.findOneAndUpdate(
      { _id, version },
      { $set: { password, passwordChangedAt: new Date() }, $inc: { version: 1 } },
      { returnDocument: 'after', ...MAJORITY },
    ),
  );
}

/** Stores the same password's hash at today's cost. Nobody is signed out by it. */
export async function rehashPassword(users: Users, { _id, version }: User, password: string) {
  await answer(users.updateOne({ _id, version }, { $set: { password } }, MAJORITY));
}
