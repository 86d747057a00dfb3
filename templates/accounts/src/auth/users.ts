import { hash } from 'node:crypto';
import { type Collection, type Db, ObjectId } from 'mongodb';
import { answer, isDuplicate, MAJORITY } from '../database.ts';
import type { Index } from '../session/connection.ts';
import type { SessionStore } from '../session/store.ts';

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

export interface ActiveSession {
  /** The stored `_id`, a hash: never the session id. */
  id: string;
  createdAt: Date;
  lastSeenAt: Date;
  userAgent: string;
  current: boolean;
}

/** For finding the sessions of a user, the one used last first. */
export function sessionIndexes({ sessions }: SessionStore): Index[] {
  return [{ collection: sessions.collectionName, key: { 'session.userId': 1, lastSeenAt: -1 } }];
}

/** The sessions of a user; the current one is stored under `current`. */
export async function listSessions(store: SessionStore, userId: string, current: string) {
  const found = await answer(
    store.sessions
      .find({ ...ofUser(userId), ...store.alive() })
      .sort({ lastSeenAt: -1 })
      .toArray(),
  );
  return found.map(({ _id, createdAt, lastSeenAt, session }) => ({
    id: _id,
    createdAt,
    lastSeenAt,
    userAgent: session.userAgent ?? '',
    current: _id === current,
  }));
}

/** Ends one session of the user. Returns false when the user has no such session. */
export async function revokeSession(store: SessionStore, userId: string, id: string) {
  const filter = { ...ofUser(userId), _id: id };
  const { deletedCount } = await answer(store.sessions.deleteOne(filter, MAJORITY));
  return deletedCount === 1;
}

/** Ends every session of the user but one. */
export async function revokeOtherSessions(store: SessionStore, userId: string, kept: string) {
  const filter = { ...ofUser(userId), _id: { $ne: kept } };
  await answer(store.sessions.deleteMany(filter, MAJORITY));
}

/** Ends the sessions that began before the user's last change of password, but for one that is being renewed. */
export async function endOlderSessions(store: SessionStore, { _id, version }: User, kept: string) {
  const older = { ...ofUser(_id.toHexString()), 'session.version': { $lt: version } };
  await answer(store.sessions.deleteMany({ ...older, _id: { $ne: kept } }, MAJORITY));
}

/** Ends the sessions used least recently when the user has more than `limit`. */
export async function keepNewest(store: SessionStore, userId: string, limit: number) {
  const surplus = await answer(
    store.sessions
      .find(ofUser(userId))
      .sort({ lastSeenAt: -1, _id: 1 })
      .skip(limit)
      .project({ _id: 1 })
      .toArray(),
  );
  if (surplus.length === 0) return;
  const ids = surplus.map(({ _id }) => _id);
  await answer(store.sessions.deleteMany({ _id: { $in: ids } }, MAJORITY));
}

/** The driver leaves a field out that is undefined, and the filter would then be for the sessions of all users. */
function ofUser(userId: string) {
  if (!userId) throw new Error('sessions are looked up by the id of a user');
  return { 'session.userId': userId };
}
