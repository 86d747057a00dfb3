import type { Collection, Db, ObjectId } from 'mongodb';
import {
  answer,
  DatabaseUnavailable,
  describe,
  type Index,
  MAJORITY,
  within,
} from '../session/connection.ts';

export interface User {
  _id: ObjectId;
  email: string;
  /** A PHC string. */
  password: string;
  /** Grows with every change of the password; sessions and logins begun before it count no more. */
  version: number;
  createdAt: Date;
  disabledAt?: Date;
}

const COLLECTION = 'users';

export type Users = Collection<User>;

export function usersOf(db: Db): Users {
  return db.collection(COLLECTION, { readPreference: 'primary' });
}

/** One account per address. */
export function userIndexes(): Index[] {
  return [{ collection: COLLECTION, key: { email: 1 }, options: { unique: true } }];
}

/** The address as it is stored and looked for, or undefined when it is none. */
export function normaliseEmail(text: string): string | undefined {
  const email = text.trim().normalize('NFKC').toLowerCase();
  return email.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? email : undefined;
}

export function findUserByEmail(users: Users, email: string): Promise<User | null> {
  return answer(users.findOne({ email }));
}

export function findUser(users: Users, _id: ObjectId): Promise<User | null> {
  return answer(users.findOne({ _id }));
}

/** Returns the new user, or undefined when the address is taken. */
export async function createUser(users: Users, email: string, password: string) {
  const user = { email, password, version: 1, createdAt: new Date() };
  try {
    const { insertedId } = await within(users.insertOne(user as User, MAJORITY));
    return { ...user, _id: insertedId };
  } catch (error) {
    if (isDuplicate(error)) return undefined;
    throw new DatabaseUnavailable(describe(error));
  }
}

/** Stores a new password, unless another request has changed it in the meantime. Returns the user as it is then. */
export function changePassword(users: Users, { _id, version }: User, password: string) {
  return answer(
    users.findOneAndUpdate(
      { _id, version },
      { $set: { password }, $inc: { version: 1 } },
      { returnDocument: 'after', ...MAJORITY },
    ),
  );
}

/** Stores the same password's hash at today's cost. Nobody is signed out by it. */
export async function rehashPassword(users: Users, { _id, version }: User, password: string) {
  await answer(users.updateOne({ _id, version }, { $set: { password } }, MAJORITY));
}

function isDuplicate(error: unknown): boolean {
  return (error as { code?: unknown }).code === 11_000;
}
