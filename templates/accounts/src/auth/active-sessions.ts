import { answer, MAJORITY } from '../database.ts';
import type { Index } from '../session/connection.ts';
import type { SessionStore } from '../session/store.ts';
import type { User } from './users.ts';

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
