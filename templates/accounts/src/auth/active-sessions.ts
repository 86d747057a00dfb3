import type { Request } from 'express';
import { answer, type Index, MAJORITY } from '../session/connection.ts';
import type { SessionStore } from '../session/store.ts';

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

export async function listSessions(store: SessionStore, req: Request): Promise<ActiveSession[]> {
  const found = await answer(
    store.sessions
      .find({ 'session.userId': req.session.userId, ...store.alive() })
      .sort({ lastSeenAt: -1 })
      .toArray(),
  );
  return found.map(({ _id, createdAt, lastSeenAt, session }) => ({
    id: _id,
    createdAt,
    lastSeenAt,
    userAgent: session.userAgent ?? '',
    current: _id === store.documentId(req.sessionID),
  }));
}

/** Ends one session of the user. Returns false when the user has no such session. */
export async function revokeSession(store: SessionStore, userId: string, id: string) {
  const filter = { _id: id, 'session.userId': userId };
  const { deletedCount } = await answer(store.sessions.deleteOne(filter, MAJORITY));
  return deletedCount === 1;
}

/** Ends every session of the user but the request's own. */
export async function revokeOtherSessions(store: SessionStore, req: Request) {
  const filter = {
    'session.userId': req.session.userId,
    _id: { $ne: store.documentId(req.sessionID) },
  };
  await answer(store.sessions.deleteMany(filter, MAJORITY));
}

/** Ends the sessions used least recently when the user has more than `limit`. */
export async function keepNewest(store: SessionStore, userId: string, limit: number) {
  const surplus = await answer(
    store.sessions
      .find({ 'session.userId': userId })
      .sort({ lastSeenAt: -1, _id: 1 })
      .skip(limit)
      .project({ _id: 1 })
      .toArray(),
  );
  if (surplus.length === 0) return;
  const ids = surplus.map(({ _id }) => _id);
  await answer(store.sessions.deleteMany({ _id: { $in: ids } }, MAJORITY));
}
